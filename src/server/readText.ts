import { firstValueFrom, map, mergeMap, type Observable, race, reduce, throwError, timer } from 'rxjs';
import { Refusal } from './Refusal.ts';

/** Bytes to their text, within the limits; beyond them the bytes are left and a `Refusal` is thrown. */
export function readText(bytes: Observable<Uint8Array>, maxBytes: number, timeout: number): Promise<string> {
  const decoder = new TextDecoder();
  let size = 0;
  const text = bytes.pipe(
    map((piece) => {
      size += piece.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      return decoder.decode(piece, { stream: true });
    }),
    reduce((whole, piece) => whole + piece, ''),
    map((whole) => whole + decoder.decode()),
  );
  const late = timer(timeout).pipe(
    mergeMap(() => throwError(() => new Refusal(408, 'timeout', 'The body took too long.'))),
  );
  return firstValueFrom(race(text, late));
}

export function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, 'too_large', `The body has more than ${maxBytes} bytes.`);
}
