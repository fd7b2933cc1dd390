import { RunnableError } from '../RunnableError.ts';

/** The error for a line or a frame that does not end. */
export function frameTooLarge(provider: string, limit: number): RunnableError {
  return new RunnableError(
    `${provider}: the answer holds a line of more than ${limit} characters. Check what answers at baseURL; no model sends such lines.`,
    { code: 'too_large' },
  );
}
