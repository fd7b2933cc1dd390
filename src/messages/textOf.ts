import type { MessageContent } from './MessageContent.ts';

/**
 * The text of a message or chunk: its content, or its text blocks joined. Text passes through.
 *
 * @example
 * textOf(aiChunk('Hel')); // 'Hel'
 * textOf('lo'); // 'lo'
 */
export function textOf(value: string | { readonly content: MessageContent }): string {
  if (typeof value === 'string') {
    return value;
  }
  const { content } = value;
  if (typeof content === 'string') {
    return content;
  }
  let text = '';
  for (const block of content) {
    if (block.type === 'text' && typeof block.text === 'string') {
      text += block.text;
    }
  }
  return text;
}
