import type { AIMessage } from '../src/messages/AIMessage.ts';
import type { AIMessageChunk } from '../src/messages/AIMessageChunk.ts';
import type { ToolCallChunk } from '../src/messages/ToolCallChunk.ts';

/** The fragments of tool calls that a piece of a reply brings; a whole reply brings its calls whole. */
export function fragmentsOf(reply: AIMessage | AIMessageChunk): readonly ToolCallChunk[] {
  if (reply.type === 'ai_chunk' && reply.tool_call_chunks?.length) return reply.tool_call_chunks;
  const { tool_calls = [], invalid_tool_calls = [] } = reply;
  return [
    ...tool_calls.map(({ id, name, args }, index) => ({ index, id, name, args: JSON.stringify(args) })),
    ...invalid_tool_calls.map(({ id, name, args }, i) => ({
      index: tool_calls.length + i,
      id,
      name,
      args,
    })),
  ];
}
