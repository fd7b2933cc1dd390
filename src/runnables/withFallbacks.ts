import { catchError, defer, type Observable, tap, throwError, throwIfEmpty } from 'rxjs';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import type { ChunkOf } from '../step/ChunkOf.ts';
import type { Fits } from '../step/Fits.ts';
import type { Held } from '../step/Held.ts';
import type { OutOf } from '../step/OutOf.ts';
import type { Step } from '../step/Step.ts';
import type { StepRun } from '../step/StepRun.ts';
import { weightAround } from '../step/sequence.ts';
import { toStep, toSteps } from '../step/toStep.ts';

export interface FallbackOptions {
  /** Which errors lead to the next alternative (default: all). */
  readonly fallbackIf?: ((error: unknown) => boolean) | undefined;
}

/**
 * A runnable with others to take its place: when one fails before its first chunk, or gives nothing, the next one runs with
 * the same input. An error after the first chunk goes through. When all fail, one error (`fallbacks_failed`) holds all causes
 * in an `AggregateError`. An error that `fallbackIf` does not take goes through unchanged.
 *
 * @example
 * withFallbacks(model, [backupModel], { fallbackIf: (error) => error instanceof RunnableError && error.retryable === true });
 */
export function withFallbacks<In, Out, Chunk, Other>(
  first: Runnable<In, Out, Chunk>,
  others: readonly Fits<Other, Held<In>, Held<In>>[],
  options: FallbackOptions = {},
): Runnable<In, Out | OutOf<Other, In>, Chunk | ChunkOf<Other, In>> {
  const { fallbackIf = always } = options;
  const steps = [toStep(first, 'withFallbacks'), ...toSteps(others, 'withFallbacks').values()];
  return runnable({
    name: 'RunnableWithFallbacks',
    type: 'chain',
    weight: weightAround(...steps),
    tells: 'root',
    once: (value: In, run) => tryFrom(steps, fallbackIf, value, run, []),
  });
}

const always = (): boolean => true;

function tryFrom(
  steps: readonly Step[],
  fallbackIf: (error: unknown) => boolean,
  value: unknown,
  run: StepRun,
  errors: readonly unknown[],
): Observable<unknown> {
  const step = steps[errors.length]!;
  return defer(() => {
    let hasChunk = false;
    const output = run.child(
      step,
      { value },
      {
        onJoin: (join) => {
          run.join = join;
        },
      },
    );
    return output.pipe(
      tap(() => {
        hasChunk = true;
      }),
      throwIfEmpty(() => gaveNothing(step)),
      catchError((error: unknown) => {
        if ((hasChunk && !run.isInvoked) || !fallbackIf(error)) return throwError(() => error);
        const all = [...errors, error];
        return all.length < steps.length
          ? tryFrom(steps, fallbackIf, value, run, all)
          : throwError(() => allFailed(steps, all));
      }),
    );
  });
}

function gaveNothing(step: Step): RunnableError {
  return new RunnableError(`${step.name} completed without any output.`, { code: 'no_output' });
}

function allFailed(steps: readonly Step[], errors: readonly unknown[]): RunnableError {
  const list = errors.map(
    (error, i) => `${steps[i]!.name}: ${error instanceof Error ? error.message : String(error)}`,
  );
  return new RunnableError(`All ${errors.length} alternatives failed (${list.join('; ')}).`, {
    code: 'fallbacks_failed',
    cause: new AggregateError(errors, 'all alternatives failed'),
  });
}
