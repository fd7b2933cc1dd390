import { withoutSecrets } from '../providers/withoutSecrets.ts';
import type { RunnableError } from '../RunnableError.ts';

/** The error with what it was made from as its cause, or without where that shows a secret. */
export function withCause(error: RunnableError, cause: Error, secrets: readonly string[]): RunnableError {
  Object.defineProperty(error, 'cause', {
    value: cause,
    enumerable: false,
    configurable: true,
    writable: true,
  });
  return withoutSecrets(error, secrets);
}
