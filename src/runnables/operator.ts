import type { OperatorFunction } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { runnable } from '../Runnable.ts';
import { checkFunction } from '../step/checkFunction.ts';
import { plainStep } from '../step/plainStep.ts';
import type { ChunkRunnable } from './ChunkRunnable.ts';

export interface OperatorOptions {
  /** The name of its runs (default: `RunnableOperator`). */
  readonly name?: string | undefined;
  /** How its chunks join (default: the value decides). */
  // biome-ignore lint/suspicious/noExplicitAny: a join takes and gives the same type.
  readonly join?: Join<any> | undefined;
}

/**
 * An RxJS operator over the chunks of the input as a runnable with a run of its own. (In a chain an operator may stand as it
 * is; then nothing is told about it.) Completes, fails and is torn down as the operator says.
 *
 * @example
 * operator((text$: Observable<string>) => text$.pipe(map((text) => text.trim())), { name: 'trim' });
 */
export function operator<In, Out>(
  op: OperatorFunction<In, Out>,
  options: OperatorOptions = {},
): ChunkRunnable<In, Out> {
  checkFunction(op, 'operator');
  const { transform } = plainStep(op as OperatorFunction<never, unknown>);
  return runnable({
    name: options.name ?? 'RunnableOperator',
    type: 'chain',
    join: options.join,
    isCutSensitive: true,
    transform,
  }) as ChunkRunnable<In, Out>;
}
