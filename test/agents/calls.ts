import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';

/** A piece of a reply with a whole call in it. */
export function call(id: string, name: string, args: unknown, index: number = 0): AIMessageChunk {
  const text = typeof args === 'string' ? args : JSON.stringify(args);
  return aiChunk({ content: '', tool_call_chunks: [{ index, id, name, args: text }] });
}

/** A piece of a reply with several whole calls. */
export function calls(
  ...all: readonly (readonly [id: string, name: string, args: unknown])[]
): AIMessageChunk {
  const tool_call_chunks = all.map(([id, name, args], index) => ({
    index,
    id,
    name,
    args: typeof args === 'string' ? args : JSON.stringify(args),
  }));
  return aiChunk({ content: '', tool_call_chunks });
}
