import { RunnableError } from '../RunnableError.ts';

/** The error for bytes that no text holds. */
export function brokenText(provider: string, cause?: unknown): RunnableError {
  return new RunnableError(
    `${provider}: the answer holds bytes that are no text; they were garbled on their way. Try again.`,
    {
      code: 'bad_frame',
      ...(cause !== undefined && { cause }),
    },
  );
}
