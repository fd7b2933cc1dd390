import { RunnableError } from '../src/RunnableError.ts';

/** The error of adding messages of different classes. */
export function cannotAdd(left: string, right: string): RunnableError {
  return new RunnableError(
    `A message of type "${right}" cannot be added to one of type "${left}": only pieces of one reply ("ai_chunk") add up.`,
    { code: 'cannot_add' },
  );
}
