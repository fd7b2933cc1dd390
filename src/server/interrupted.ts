import { RunnableError } from '../RunnableError.ts';

/** What has broken off, and may go on when it is tried again. */
export function interrupted(message: string, cause?: unknown): RunnableError {
  return new RunnableError(message, { code: 'interrupted', retryable: true, cause });
}
