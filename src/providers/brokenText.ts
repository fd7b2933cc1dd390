import { RunnableError } from '../RunnableError.ts';

/** The error for bytes that no text holds. */
export function brokenText(cause?: unknown): RunnableError {
  return new RunnableError('The answer holds bytes that are no text; they were garbled on their way.', {
    code: 'bad_frame',
    ...(cause !== undefined && { cause }),
  });
}
