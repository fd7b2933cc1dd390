import { RunnableError } from '../RunnableError.ts';
import { codeCures } from './codeCures.ts';
import { faultCode } from './faultCode.ts';

/** The error for a reply that the provider itself cut off or withheld, by its finish reason; undefined for other reasons. */
export function finishError(provider: string, reason: unknown): RunnableError | undefined {
  const code = typeof reason === 'string' && faultCode({ code: reason, message: '' });
  if (!code) return undefined;
  return new RunnableError(`${provider}: the answer was cut off (${reason}). ${codeCures[code]}`, {
    code,
    providerCode: reason,
    retryable: code === 'interrupted',
  });
}
