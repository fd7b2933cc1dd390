import { RunnableError } from '../RunnableError.ts';
import { describeValue } from './describeValue.ts';

/** What is to be called later is looked at when the step is built. */
export function checkFunction(fn: unknown, where: string): void {
  if (typeof fn === 'function') return;
  throw new RunnableError(`${where} takes a function; got ${describeValue(fn)}.`, { code: 'bad_step' });
}
