import { addChunks } from '../../operators/addChunks.ts';
import { isRecord } from '../../operators/isRecord.ts';
import { replaceChunks } from '../../operators/replaceChunks.ts';
import type { Runnable } from '../Runnable.ts';
import type { Step } from '../step/Step.ts';
import { stepOf } from '../step/stepKey.ts';
import { langChainJoin } from './langChainJoin.ts';

/**
 * Joins two chunks of a chain's output as LangChain holds them. Messages know how; for the rest the rule of the chain's
 * last step counts: snapshots replace each other, records add up key by key.
 */
export function joinInLangChain<T>(chain: Runnable<unknown, unknown>, first: T, second: T): T {
  const { concat } = first as { concat?: (other: T) => T };
  if (typeof concat === 'function' && typeof first === 'object' && !Array.isArray(first)) {
    return concat.call(first, second);
  }
  const join = lastStep(stepOf(chain))?.join;
  if (join === replaceChunks) return second;
  return (isRecord(first) ? langChainJoin(first, second) : addChunks(first, second)) as T;
}

function lastStep(step: Step | undefined): Step | undefined {
  let at = step;
  while (at?.steps !== undefined) at = at.steps.at(-1);
  return at;
}
