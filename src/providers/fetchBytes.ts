import { catchError, EMPTY, last, Observable, scan, takeUntil, takeWhile, timer } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import { connectionError } from './connectionError.ts';
import type { HttpFailure } from './HttpFailure.ts';
import type { HttpRequest } from './HttpRequest.ts';
import { readBody } from './readBody.ts';
import { retryAfter } from './retryAfter.ts';
import { statusError } from './statusError.ts';

/**
 * One attempt at a request: the chunks of the answer's body, completing with it. Every failure is an `HttpFailure`: a
 * status that is no success (its body is read, up to 64 KiB and two seconds, for the provider's words), a connection
 * that cannot be made or breaks. Unsubscribing cancels the reader and aborts the fetch, synchronously and in this order.
 */
export function fetchBytes(request: HttpRequest): Observable<Uint8Array> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let isOpen = true;
    const fail = (failure: HttpFailure): void => {
      if (!subscriber.closed) subscriber.error(failure);
    };
    const broken = (error: unknown): void =>
      fail({ error: error instanceof RunnableError ? error : connectionError(request, error) });
    const read = (response: Response): void => {
      // A fetch that does not know its signal may answer after all.
      if (subscriber.closed) {
        response.body?.cancel().catch(() => undefined);
        return;
      }
      const body = readBody(response.body);
      if (response.ok) {
        subscriber.add(
          body.subscribe({
            next: (bytes) => subscriber.next(bytes),
            error: broken,
            complete: () => {
              isOpen = false;
              subscriber.complete();
            },
          }),
        );
      } else {
        const { status, headers } = response;
        const { provider, secrets } = request;
        subscriber.add(
          firstText(body).subscribe((text) =>
            fail({
              error: statusError({ provider, status, headers, body: text, secrets }),
              retryAfter: retryAfter(headers),
            }),
          ),
        );
      }
    };
    const answered = (response: Response): void => {
      try {
        read(response);
      } catch (error) {
        broken(error);
      }
    };
    try {
      // Called without a receiver: a browser's fetch refuses any other `this` than the global one.
      const { fetch, url, headers, body } = request;
      fetch(url, { method: 'POST', headers, body, signal: controller.signal }).then(answered, broken);
    } catch (error) {
      broken(error);
    }
    return () => {
      if (isOpen) controller.abort();
    };
  });
}

/** The beginning of a body, however it ends; one value. */
function firstText(body: Observable<Uint8Array>): Observable<string> {
  const decoder = new TextDecoder();
  return body.pipe(
    takeUntil(timer(2000)),
    catchError(() => EMPTY),
    scan((text, bytes) => text + decoder.decode(bytes, { stream: true }), ''),
    takeWhile((text) => text.length < 65_536, true),
    last(() => true, ''),
  );
}
