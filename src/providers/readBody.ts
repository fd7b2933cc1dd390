import { Observable } from 'rxjs';

/**
 * The chunks of a body, pulled one at a time: the next one is asked for when the consumer has dealt with the last.
 * Completes with the body and fails with the reader's own error; `null` completes empty. Unsubscribing cancels the
 * reader synchronously, also while a read is pending.
 *
 * @example
 * readBody(new Response('hello').body).subscribe((bytes) => show(bytes.length)); // 5
 */
export function readBody(body: ReadableStream<Uint8Array> | null): Observable<Uint8Array> {
  return new Observable((subscriber) => {
    if (!body) return subscriber.complete();
    const reader = body.getReader();
    let isOpen = true;
    // The closed checks keep the late rejection of a cancelled read out of RxJS' hook for stopped notifications.
    const pull = (): void => {
      reader.read().then(
        (result) => {
          if (subscriber.closed) return;
          if (result.done) {
            isOpen = false;
            subscriber.complete();
            return;
          }
          subscriber.next(result.value);
          if (!subscriber.closed) pull();
        },
        (error: unknown) => {
          isOpen = false;
          if (!subscriber.closed) subscriber.error(error);
        },
      );
    };
    pull();
    return () => {
      if (isOpen) reader.cancel().catch(() => undefined);
    };
  });
}
