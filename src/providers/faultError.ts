import { RunnableError } from '../RunnableError.ts';
import { providerFault } from './providerFault.ts';

/** The error for a failure that the provider tells in the middle of a reply. */
export function faultError(provider: string, value: unknown): RunnableError {
  const { message, code } = providerFault(value) ?? {
    message: 'it broke off with an error',
    code: undefined,
  };
  return new RunnableError(
    `${provider}: ${message}${code === undefined ? '' : ` (${code})`}. What came before it is in \`partial\`.`,
    {
      code: 'provider_error',
      retryable: code !== undefined && passing.test(code),
      ...(code !== undefined && { providerCode: code }),
    },
  );
}

/** Failures that may pass: overload, rate limits, faults of the server, by their usual names and numbers. */
const passing =
  /overloaded|rate_limit|server_error|api_error|internal|unavailable|timeout|^(408|409|429|5\d\d)$/i;
