import { RunnableError, type RunnableErrorCode } from '../RunnableError.ts';

/** Refuses what was given, or what is missing. */
export function refuse(message: string, code: RunnableErrorCode): never {
  throw new RunnableError(message, { code });
}
