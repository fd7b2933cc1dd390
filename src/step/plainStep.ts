import type { OperatorFunction } from 'rxjs';
import { replaceChunks } from '../../operators/replaceChunks.ts';
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
    transform: (source) => operator(source),
  };
}
