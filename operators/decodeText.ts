import { concat, defer, EMPTY, filter, map, type OperatorFunction, of } from 'rxjs';

/**
 * Bytes to text, as UTF-8: a character cut between two chunks waits for its rest, and a chunk without a whole character
 * gives nothing. A byte order mark at the start is dropped; broken bytes become U+FFFD.
 *
 * Completes with its source, after what was cut off (as U+FFFD). An empty source gives nothing. An error passes at once,
 * without the rest; unsubscribing tears the source down.
 *
 * @example
 * of(Uint8Array.of(0xe2, 0x82), Uint8Array.of(0xac)).pipe(decodeText());   // '€'
 */
export function decodeText(): OperatorFunction<AllowSharedBufferSource, string> {
  return (bytes) =>
    defer(() => {
      const decoder = new TextDecoder();
      return concat(
        bytes.pipe(map((chunk) => decoder.decode(chunk, { stream: true }))),
        defer(() => {
          const rest = decoder.decode();
          return rest === '' ? EMPTY : of(rest);
        }),
      ).pipe(filter((text) => text !== ''));
    });
}
