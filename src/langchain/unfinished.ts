import { RunnableError } from '../RunnableError.ts';

/** The error for a reply that ended without a finish reason. */
export function unfinished(provider: string): RunnableError {
  return new RunnableError(
    `${provider}: the answer ended without a finish reason, so it may have been cut short. Try again; for a model that never tells one give acceptUnknownFinish: true.`,
    { code: 'interrupted', retryable: true },
  );
}
