import { isDocument } from '../messages/isDocument.ts';
import { RunnableError } from '../RunnableError.ts';

/**
 * The text of a variable's value: text as it is, documents as their texts with a blank line between, everything else as
 * JSON. What JSON cannot tell is a `RunnableError` with the code `bad_input` that says `where`.
 *
 * @example
 * formatValue([{ pageContent: 'one', metadata: {} }, { pageContent: 'two', metadata: {} }]); // 'one\n\ntwo'
 * formatValue({ a: [1, null] }); // '{"a":[1,null]}'
 */
export function formatValue(value: unknown, where = 'A template'): string {
  if (typeof value === 'string') {
    return value;
  }
  if (isDocument(value)) {
    return value.pageContent;
  }
  if (Array.isArray(value) && value.length > 0 && value.every(isDocument)) {
    return value.map((document) => document.pageContent).join('\n\n');
  }
  const json = jsonOf(value, where);
  if (json === undefined) {
    throw notFormatted(where, `a ${typeof value}`);
  }
  return json;
}

function jsonOf(value: unknown, where: string): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw notFormatted(where, 'a value that JSON cannot hold', cause);
  }
}

function notFormatted(where: string, what: string, cause?: unknown): RunnableError {
  return new RunnableError(`${where} takes text, documents or JSON data; it got ${what}.`, {
    code: 'bad_input',
    cause,
  });
}
