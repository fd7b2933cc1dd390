import type { Observable, OperatorFunction } from 'rxjs';
import { replaceChunks } from '../../operators/replaceChunks.ts';
import { RunnableError } from '../RunnableError.ts';
import { describeValue } from './describeValue.ts';
import type { Step } from './Step.ts';

/** An RxJS operator as a step of a chain: plumbing without a run of its own. What stands before it is cold to it. */
export function plainStep(operator: OperatorFunction<never, unknown>): Step {
  return {
    name: operator.name || 'operator',
    type: 'chain',
    isPlain: true,
    isOperator: true,
    isCutSensitive: true,
    joinFrom: (source) => (source === replaceChunks ? source : undefined),
    transform: (source) => apply(operator, source),
  };
}

/** A function of a value, which is no operator, shows itself here: by what it gives, or by what it does with a stream. */
function apply(operator: OperatorFunction<never, unknown>, source: Observable<never>): Observable<unknown> {
  let output: Observable<unknown>;
  try {
    output = operator(source);
  } catch (error) {
    if (error instanceof TypeError) throw noOperator(operator, `failed with "${error.message}"`, error);
    throw error;
  }
  if (typeof output?.subscribe === 'function') return output;
  throw noOperator(operator, `gave ${describeValue(output)} instead of an Observable`);
}

function noOperator(
  operator: OperatorFunction<never, unknown>,
  what: string,
  cause?: unknown,
): RunnableError {
  return new RunnableError(
    `The step ${operator.name || 'without a name'} ${what}: a function in a chain is an RxJS operator. Wrap a function of a value in lambda(fn).`,
    { code: 'bad_step', ...(cause !== undefined && { cause }) },
  );
}
