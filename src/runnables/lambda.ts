import type { Observable } from 'rxjs';
import { fromAsyncIterable } from '../../operators/fromAsyncIterable.ts';
import type { Join } from '../../operators/Join.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import type { Run } from '../run/Run.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { checkFunction } from '../step/checkFunction.ts';
import type { Step } from '../step/Step.ts';
import type { StepRun } from '../step/StepRun.ts';
import { stepOf } from '../step/stepKey.ts';
import type { Returned } from './Returned.ts';

export interface LambdaOptions {
  /** The name of its runs (default: the function's own name). */
  readonly name?: string | undefined;
  /** How the chunks of a returned stream join (default: the value decides). */
  // biome-ignore lint/suspicious/noExplicitAny: a join takes and gives the same type.
  readonly join?: Join<any> | undefined;
}

/**
 * A function of the whole input as a runnable: a barrier. It joins its input by the rule of what made it, calls the function
 * once and gives the result as one chunk. A promise is waited for; an Observable, an async iterable or a runnable is streamed,
 * a runnable with the same input and as a child run. Arrays and strings are values.
 *
 * Completes after the result; an error of the function is the error of the run, unchanged. Empty input: the function is not
 * called. Unsubscribing fires `config.signal` and drops a promise that is still open.
 *
 * @example
 * chain(model, jsonParser<Countries>(), lambda((v: Countries) => v.countries.map((c) => c.name))).stream(question);
 */
export function lambda<In, Result>(
  fn: (input: In, config: RunConfig) => Result,
  options: LambdaOptions = {},
): Runnable<In, Returned<Result>['out'], Returned<Result>['chunk']> {
  checkFunction(fn, 'lambda');
  return runnable({
    name: options.name ?? (fn.name || 'RunnableLambda'),
    type: 'chain',
    join: options.join,
    startsEarly: true,
    once: (input: In, run) => fn(input, run.config()),
    expand: expandResult,
  });
}

const maxNesting = 25;

function expandResult(result: unknown, input: unknown, run: StepRun): Observable<unknown> | undefined {
  const step = stepOf(result);
  if (step !== undefined) {
    refuseEndless(run);
    return run.child(
      step,
      { value: input },
      {
        onJoin: (join) => {
          run.join = join;
        },
      },
    );
  }
  if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result) {
    return fromAsyncIterable(result as AsyncIterable<unknown>);
  }
  return undefined;
}

/** A function that returns a runnable that calls it again would go on for ever. */
function refuseEndless(run: StepRun): void {
  let depth = 0;
  for (let at: Run | undefined = run.run; at !== undefined; at = at.parent) {
    if ((at.kind as Step).expand === expandResult) depth++;
  }
  if (depth > maxNesting) {
    throw new RunnableError(
      `${run.run?.name ?? 'A lambda'} returned a runnable inside ${maxNesting} lambdas that did the same; does it return itself?`,
      { code: 'too_deep' },
    );
  }
}
