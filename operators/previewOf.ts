import { isMessage } from '../src/messages/isMessage.ts';
import { textOf } from '../src/messages/textOf.ts';

/** A value on one line: the text of a message, else JSON, cut at `width` characters. */
export function previewOf(value: unknown, width: number): string {
  const text = json(isMessage(value) && textOf(value) !== '' ? textOf(value) : value);
  const characters = [...text.slice(0, 2 * width + 2)];
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : text;
}

/** What has no JSON (circular, a bigint, a function) is told by its kind. */
function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
