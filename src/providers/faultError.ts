import { RunnableError } from '../RunnableError.ts';
import { faultCode } from './faultCode.ts';
import { providerFault } from './providerFault.ts';

/** The error for a failure that the provider tells in the middle of a reply. */
export function faultError(provider: string, value: unknown): RunnableError {
  const fault = providerFault(value);
  const { message, code: providerCode } = fault ?? { message: 'it broke off with an error' };
  const code = faultCode(fault) ?? 'provider_error';
  const mayPass = code === 'rate_limited' || (code === 'provider_error' && passing.test(providerCode ?? ''));
  return new RunnableError(
    `${provider}: ${message}${providerCode === undefined ? '' : ` (${providerCode})`}.`,
    { code, retryable: mayPass, ...(providerCode !== undefined && { providerCode }) },
  );
}

/** Failures that may pass: overload, faults of the server, by their usual names and numbers. */
const passing = /overloaded|server_error|api_error|internal|unavailable|timeout|^(408|409|5\d\d)$/i;
