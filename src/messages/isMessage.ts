import type { Message } from './Message.ts';

const types: ReadonlySet<unknown> = new Set<Message['type']>(['human', 'system', 'ai', 'tool', 'ai_chunk']);

/** Whether a value is a message: a record with one of our types and a content of text or blocks. */
export function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { type, content } = value as Partial<Message>;
  return types.has(type) && (typeof content === 'string' || Array.isArray(content));
}
