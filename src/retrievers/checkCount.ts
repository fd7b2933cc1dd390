import { RunnableError } from '../RunnableError.ts';

/** Refuses a number of documents that is none. */
export function checkCount(k: number, where: string): void {
  if (Number.isInteger(k) && k >= 1) return;
  throw new RunnableError(`${where}: k must be a whole number of at least 1; got ${k}.`, {
    code: 'bad_config',
  });
}
