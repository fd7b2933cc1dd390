import { isDocument } from '../messages/isDocument.ts';
import { isMessage } from '../messages/isMessage.ts';
import type { AllowedField } from './AllowedRuns.ts';

/**
 * A value as JSON on one line. Messages and documents show of their metadata only what the fields name; an error shows its name,
 * never its message, its stack or what an SDK has hung on it. Throws where a value cannot be written.
 */
export function toJsonLine(value: unknown, fields: ReadonlySet<AllowedField>): string {
  return JSON.stringify(
    value,
    function (this: Readonly<Record<string, unknown>>, key: string, written: unknown) {
      // `written` is already what a toJSON made of it, and that of an HTTP client's error has its headers.
      const original = this[key];
      if (original instanceof Error) return { name: original.name };
      if (typeof written === 'bigint') return String(written);
      if (isMessage(written)) return shownMessage(written, fields);
      if (isDocument(written) && !fields.has('document_metadata')) return { ...written, metadata: {} };
      return written;
    },
  );
}

/** What is the message itself; everything else on it has to be named. */
const messageFields: ReadonlySet<string> = new Set([
  'type',
  'content',
  'id',
  'name',
  'tool_calls',
  'invalid_tool_calls',
  'tool_call_chunks',
  'tool_call_id',
  'status',
]);

function shownMessage(message: object, fields: ReadonlySet<string>): object {
  const entries = Object.entries(message);
  const shown = entries.filter(([key]) => messageFields.has(key) || fields.has(key));
  return shown.length === entries.length ? message : Object.fromEntries(shown);
}
