import { RunnableError } from '../RunnableError.ts';
import { hideSecrets } from './hideSecrets.ts';

/** The error itself, or where it shows a secret one that does not; a cause that shows one is left out. */
export function withoutSecrets(error: RunnableError, secrets: readonly string[]): RunnableError {
  const shown = [error.message, error.providerCode, ...causes(error.cause)].join('\n');
  if (hideSecrets(shown, secrets) === shown) return error;
  const { code, partial, retryable, status, providerCode } = error;
  return new RunnableError(hideSecrets(error.message, secrets), {
    code,
    ...(partial !== undefined && { partial }),
    ...(retryable !== undefined && { retryable }),
    ...(status !== undefined && { status }),
    ...(providerCode !== undefined && { providerCode: hideSecrets(providerCode, secrets) }),
  });
}

function causes(cause: unknown): readonly string[] {
  if (cause === undefined || cause === null) return [];
  return cause instanceof Error
    ? [String(cause), String(cause.stack), ...causes(cause.cause)]
    : [String(cause)];
}
