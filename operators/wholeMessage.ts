import type { AIMessage } from '../src/messages/AIMessage.ts';
import type { AIMessageChunk } from '../src/messages/AIMessageChunk.ts';
import { ToolCallSum } from './ToolCallSum.ts';

/**
 * The whole message that the joined pieces of a reply make up. A call stands in `tool_calls` only if its arguments are
 * a complete, valid JSON object (no text: `{}`), else in `invalid_tool_calls`: there is never half a call to run.
 *
 * @example
 * wholeMessage(aiChunk('Hello')); // { type: 'ai', content: 'Hello' }
 */
export function wholeMessage(chunk: AIMessageChunk): AIMessage {
  const { type: _type, tool_call_chunks, tool_calls, invalid_tool_calls, ...fields } = chunk;
  const { calls, invalid } = tool_call_chunks?.length
    ? callsOf(tool_call_chunks)
    : { calls: tool_calls, invalid: invalid_tool_calls };
  return {
    type: 'ai',
    ...fields,
    ...(calls?.length ? { tool_calls: calls } : undefined),
    ...(invalid?.length ? { invalid_tool_calls: invalid } : undefined),
  };
}

function callsOf(
  fragments: NonNullable<AIMessageChunk['tool_call_chunks']>,
): ReturnType<ToolCallSum['whole']> {
  const sum = new ToolCallSum();
  sum.add(fragments);
  return sum.whole();
}
