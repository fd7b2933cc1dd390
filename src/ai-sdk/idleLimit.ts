import { type MonoTypeOperatorFunction, throwError, timeout } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';

/** Fails a source that is silent for longer than `limit` ms; 0, or more than a timer can hold, is no limit. */
export function idleLimit<T>(name: string, limit: number): MonoTypeOperatorFunction<T> {
  if (!(limit > 0 && limit < 2 ** 31)) return (source) => source;
  return timeout({
    each: limit,
    with: () =>
      throwError(
        () =>
          new RunnableError(`${name}: nothing came for ${limit} ms. Try again, or give a longer timeout.`, {
            code: 'timeout',
            retryable: true,
          }),
      ),
  });
}
