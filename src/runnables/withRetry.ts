import {
  defer,
  from,
  type Observable,
  type ObservableInput,
  retry,
  take,
  tap,
  throwError,
  throwIfEmpty,
  timer,
} from 'rxjs';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import { weightAround } from '../step/sequence.ts';
import { toStep } from '../step/toStep.ts';

export interface RetryOptions {
  /** How many times it is tried again after the first try (default 2). */
  readonly count?: number | undefined;
  /**
   * The wait before the n-th new try: milliseconds, or a function of the error and n whose first value ends the wait, and whose
   * error gives up. Default: 500 ms, doubled each time, with up to half of it taken off at random.
   */
  readonly delay?: number | ((error: unknown, count: number) => ObservableInput<unknown>) | undefined;
}

/**
 * Tries a runnable again when it fails before its first chunk has been handed on; afterwards the error goes through, since
 * what was shown cannot be taken back. An `invoke` hands nothing on before its end, so there it helps at any point.
 * The whole is one run, each try a child of it. Unsubscribing ends the try or the wait. `count: 0` gives the runnable itself.
 *
 * @example
 * withRetry(model, { count: 2, delay: (_error, n) => timer(20 * 2 ** (n - 1)) });
 */
export function withRetry<In, Out, Chunk>(
  inner: Runnable<In, Out, Chunk>,
  options: RetryOptions = {},
): Runnable<In, Out, Chunk> {
  const { count = 2, delay = backOff } = options;
  const step = toStep(inner, 'withRetry');
  if (!(count >= 0)) {
    throw new RunnableError(`withRetry of ${step.name}: count must be 0 or more; got ${count}.`, {
      code: 'bad_config',
    });
  }
  if (count === 0) return inner;
  return runnable({
    name: 'RunnableRetry',
    type: 'chain',
    weight: weightAround(step),
    tells: 'root',
    once: (value: In, run) =>
      defer(() => {
        let tries = 0;
        let hasChunk = false;
        const tryOnce = defer(() => {
          tries++;
          return run.child(
            step,
            { value },
            {
              tag: tries === 1 ? undefined : `retry:attempt:${tries}`,
              onJoin: (join) => {
                run.join = join;
              },
            },
          );
        });
        const wait = (error: unknown, n: number): Observable<unknown> =>
          hasChunk ? throwError(() => error) : waitOf(delay, error, n);
        return tryOnce.pipe(
          tap(() => {
            hasChunk = !run.isInvoked;
          }),
          retry({ count, delay: wait }),
        );
      }),
  });
}

function waitOf(delay: NonNullable<RetryOptions['delay']>, error: unknown, n: number): Observable<unknown> {
  if (typeof delay === 'number') return timer(delay);
  // A wait that ends without a value would make RxJS complete the stream as if it had succeeded.
  return from(delay(error, n)).pipe(
    take(1),
    throwIfEmpty(() => error),
  );
}

function backOff(_error: unknown, n: number): Observable<unknown> {
  return timer(500 * 2 ** (n - 1) * (1 - Math.random() / 2));
}
