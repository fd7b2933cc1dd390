import type { OperatorFunction } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import { describeValue } from './describeValue.ts';
import { plainStep } from './plainStep.ts';
import { record } from './record.ts';
import type { Step } from './Step.ts';
import { stepOf } from './stepKey.ts';

/** The step that something in a chain stands for: a runnable, an RxJS operator, or a record of such, run side by side. */
export function toStep(like: unknown, where: string): Step {
  const step = stepOf(like);
  if (step !== undefined) return step;
  if (typeof like === 'function') return plainStep(like as OperatorFunction<never, unknown>);
  if (isPlainRecord(like)) return record(toSteps(like, where));
  throw noStep(like, where);
}

function noStep(like: unknown, where: string): RunnableError {
  return new RunnableError(
    `${where} takes runnables, RxJS operators and records of them; got ${describeValue(like)}. Wrap a function of a value in lambda(fn).`,
    { code: 'bad_step' },
  );
}

/** The branches of a record as steps. */
export function toSteps(branches: object, where: string): ReadonlyMap<string, Step> {
  if (typeof branches !== 'object' || branches === null) throw noStep(branches, where);
  return new Map(
    Object.entries(branches).map(([key, like]) => [key, toStep(like, `${where}, key "${key}"`)]),
  );
}

function isPlainRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
