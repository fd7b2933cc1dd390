import { RunnableError } from '../RunnableError.ts';
import type { MessageContent } from './MessageContent.ts';

/**
 * The text of a message or chunk: its content, or its text blocks joined. Text passes through. Anything else is a
 * `RunnableError` with the code `bad_chunk`.
 *
 * @example
 * textOf(aiChunk('Hel')); // 'Hel'
 * textOf('lo'); // 'lo'
 */
export function textOf(value: string | { readonly content: MessageContent }): string {
  if (typeof value === 'string') {
    return value;
  }
  const content = (value as typeof value | null | undefined)?.content;
  if (typeof content === 'string') {
    return content;
  }
  if (!Array.isArray(content)) {
    throw noText(value);
  }
  let text = '';
  for (const block of content) {
    if (block.type === 'text' && typeof block.text === 'string') {
      text += block.text;
    }
  }
  return text;
}

function noText(value: unknown): RunnableError {
  const kind =
    value === null || value === undefined ? String(value) : Array.isArray(value) ? 'a list' : typeof value;
  return new RunnableError(
    `Text or a message was expected; got ${kind}. Turn it into text first, as with lambda((value) => JSON.stringify(value)).`,
    { code: 'bad_chunk' },
  );
}
