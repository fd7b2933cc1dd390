import { RunnableError } from '../RunnableError.ts';
import { hideSecrets } from './hideSecrets.ts';

/** The error itself, or where it shows a secret one that does not; a cause that shows one is left out. */
export function withoutSecrets(error: RunnableError, secrets: readonly string[]): RunnableError {
  const { message, providerCode } = error;
  const shown = [message, providerCode, ...causes(error.cause)].join('\n');
  if (hideSecrets(shown, secrets) === shown) return error;
  // Neither message nor cause are among the fields that a spread copies.
  return new RunnableError(hideSecrets(message, secrets), {
    ...error,
    ...(providerCode !== undefined && { providerCode: hideSecrets(providerCode, secrets) }),
  });
}

function causes(cause: unknown): readonly string[] {
  if (cause === undefined || cause === null) return [];
  return cause instanceof Error
    ? [String(cause), String(cause.stack), ...causes(cause.cause)]
    : [String(cause)];
}
