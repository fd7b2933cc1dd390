import type { AIMessageChunk } from './AIMessageChunk.ts';
import type { MessageContent } from './MessageContent.ts';
import { type FieldsOf, messageOf } from './messageOf.ts';

/**
 * Makes a piece of a reply, from its content or its fields.
 *
 * @example
 * aiChunk('Hel'); // { type: 'ai_chunk', content: 'Hel' }
 * aiChunk({ tool_call_chunks: [{ index: 0, id: 'c1', name: 'weather', args: '' }] });
 */
export function aiChunk(content: MessageContent | FieldsOf<AIMessageChunk>): AIMessageChunk {
  return messageOf<AIMessageChunk>('ai_chunk', content);
}
