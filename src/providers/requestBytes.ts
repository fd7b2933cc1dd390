import {
  catchError,
  defer,
  type MonoTypeOperatorFunction,
  type Observable,
  retry,
  tap,
  throwError,
  timeout,
  timer,
} from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import { fetchBytes } from './fetchBytes.ts';
import type { HttpFailure } from './HttpFailure.ts';
import type { HttpRequest } from './HttpRequest.ts';
import type { RequestLimits } from './RequestLimits.ts';
import { transportBytes } from './transportBytes.ts';

/**
 * The chunks of an answer's body, completing with it. Fails with a `RunnableError`: by status, `interrupted` when the
 * connection breaks, `timeout` when nothing comes for too long. What may pass is tried again, as long as no byte of a
 * body has been handed on; a server that asks for more than a minute's patience is not waited for. Each subscription is
 * a request of its own; unsubscribing ends it, or the wait before the next try.
 *
 * @example
 * requestBytes(request, { timeout: 10_000, retry: { count: 1 } }).subscribe({ next: show, error: report });
 */
export function requestBytes(request: HttpRequest, limits: RequestLimits = {}): Observable<Uint8Array> {
  const { count = 2, delay = 500 } = limits.retry ?? {};
  return defer(() => {
    let hasBytes = false;
    const { transport } = request;
    const attempt = transport === undefined ? fetchBytes(request) : transportBytes(request, transport);
    return attempt.pipe(
      idleLimit(request.provider, limits.timeout ?? 60_000),
      tap(() => {
        hasBytes = true;
      }),
      retry({
        count,
        delay: (failure: HttpFailure | RunnableError, tries) => {
          const wait =
            hasBytes || failure instanceof RunnableError ? undefined : waitOf(failure, delay, tries);
          return wait === undefined ? throwError(() => failure) : timer(wait);
        },
      }),
      catchError((failure: HttpFailure | RunnableError) =>
        throwError(() => (failure instanceof RunnableError ? failure : failure.error)),
      ),
    );
  });
}

/** A longer time-out than a timer can hold is none. */
function idleLimit(provider: string, limit: number): MonoTypeOperatorFunction<Uint8Array> {
  if (!(limit > 0 && limit < 2 ** 31)) return (source) => source;
  return timeout({
    each: limit,
    with: () =>
      throwError(
        () =>
          new RunnableError(
            `${provider}: nothing came for ${limit} ms. Try again, or give a longer timeout.`,
            {
              code: 'timeout',
              retryable: true,
            },
          ),
      ),
  });
}

function waitOf({ error, retryAfter }: HttpFailure, delay: number, tries: number): number | undefined {
  if (!error.retryable) return undefined;
  if (retryAfter !== undefined) return retryAfter <= 60_000 ? retryAfter : undefined;
  return Math.min(delay * 2 ** (tries - 1), 8000) * (1 - Math.random() / 4);
}
