import { asRecord } from './asRecord.ts';

/** What a provider says about a failure of its own. */
export interface ProviderFault {
  readonly message: string;
  /** Its own code: `code`, else `type`, else `status`. */
  readonly code?: string | undefined;
}

/**
 * Reads the error out of the JSON of an answer or of a frame; the providers' forms are alike enough for one reader:
 * `{ error: { message, code, type } }`, `{ error: 'text' }`, `{ message }`, `{ detail }`, and a list of one of them.
 */
export function providerFault(value: unknown): ProviderFault | undefined {
  const outer = asRecord(Array.isArray(value) ? value[0] : value);
  if (!outer) return typeof value === 'string' && value !== '' ? { message: value } : undefined;
  const inner = outer.error ?? outer;
  if (typeof inner === 'string') return { message: inner, code: text(outer.code) ?? text(outer.type) };
  const fault = asRecord(inner);
  if (!fault) return undefined;
  const code = text(fault.code) ?? text(fault.type) ?? text(fault.status);
  const message = text(fault.message) ?? text(fault.detail) ?? details(fault.detail);
  if (message === undefined && code === undefined) return undefined;
  return { message: message ?? `error ${code}`, code };
}

/** A faulty field of a request, as some servers list it: `detail: [{ msg }]`. */
function details(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const messages = value
    .map((entry) => text(asRecord(entry)?.msg))
    .filter((message) => message !== undefined);
  return messages.length > 0 ? messages.join('; ') : undefined;
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
