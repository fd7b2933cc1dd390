import { RunnableError } from '../RunnableError.ts';
import type { PublicError } from './PublicError.ts';

/** What clients are told of a failure by default: the code of an error of this library, and nothing in the words of anybody else. */
export function describeFailure(error: unknown): PublicError {
  if (!(error instanceof RunnableError)) return { code: 'provider_error', message: 'The run failed.' };
  const { code, retryable } = error;
  const message = `The run failed: ${code}.`;
  return retryable === undefined ? { code, message } : { code, message, retryable };
}
