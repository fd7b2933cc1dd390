import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import type { AIMessage as OurAIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk as OurChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';

/** Our message as one of LangChain's classes; a chunk as an `AIMessageChunk`. */
export function toLangChainMessage(message: Message): BaseMessage {
  const { type: _type, ...fields } = message;
  switch (message.type) {
    case 'human':
      return new HumanMessage(fields as never);
    case 'system':
      return new SystemMessage(fields as never);
    case 'tool':
      return new ToolMessage(fields as never);
    case 'ai':
      return new AIMessage({ ...fields, ...callsOf(message) } as never);
    default:
      return new AIMessageChunk({
        ...fields,
        ...callsOf(message),
        ...(message.tool_call_chunks && {
          tool_call_chunks: message.tool_call_chunks.map((chunk) => ({ ...chunk, type: 'tool_call_chunk' })),
        }),
      } as never);
  }
}

function callsOf({ tool_calls, invalid_tool_calls }: OurAIMessage | OurChunk): object {
  return {
    ...(tool_calls && { tool_calls: tool_calls.map((call) => ({ ...call, type: 'tool_call' })) }),
    ...(invalid_tool_calls && {
      invalid_tool_calls: invalid_tool_calls.map((call) => ({ ...call, type: 'invalid_tool_call' })),
    }),
  };
}
