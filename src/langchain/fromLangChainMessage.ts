import type { BaseMessage } from '@langchain/core/messages';
import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
import type { MessageContent } from '../messages/MessageContent.ts';
import type { MessageFields } from '../messages/MessageFields.ts';
import type { ToolCall } from '../messages/ToolCall.ts';
import type { ToolCallChunk } from '../messages/ToolCallChunk.ts';
import type { UsageMetadata } from '../messages/UsageMetadata.ts';

type Known = Partial<Omit<AIMessageChunk, 'type'>> & {
  readonly tool_call_id?: string;
  readonly status?: 'success' | 'error';
  readonly role?: string;
};

/**
 * A message or message chunk of LangChain as our data. Calls stand in `tool_calls` alone, not in the provider's form in
 * `additional_kwargs` too; of a chunk only the fragments count, since calls that LangChain has read out of half a text
 * must not look fit to be run.
 */
export function fromLangChainMessage(message: BaseMessage): Message {
  const fields = message as unknown as Known;
  const type = message._getType();
  switch (type === 'generic' ? (fields.role ?? type) : type) {
    case 'ai':
    case 'assistant':
      return 'concat' in message ? chunkOf(fields) : replyOf(fields);
    case 'system':
    case 'developer':
      return { type: 'system', ...common(fields) };
    case 'tool':
    case 'function':
      return {
        type: 'tool',
        ...common(fields),
        tool_call_id: fields.tool_call_id ?? '',
        ...(fields.status && { status: fields.status }),
      };
    default:
      return { type: 'human', ...common(fields) };
  }
}

function chunkOf(fields: Known): AIMessageChunk {
  const fragments = fields.tool_call_chunks ?? [];
  return {
    type: 'ai_chunk',
    ...common(fields),
    ...(fragments.length > 0
      ? { tool_call_chunks: fragments.map(fragmentOf) }
      : callsOf({ tool_calls: fields.tool_calls ?? [] })),
    ...usageOf(fields),
  };
}

function replyOf(fields: Known): AIMessage {
  return { type: 'ai', ...common(fields), ...callsOf(fields), ...usageOf(fields) };
}

function common({ content, id, name, response_metadata, additional_kwargs = {} }: Known): MessageFields {
  const { tool_calls: _calls, function_call: _call, ...kwargs } = additional_kwargs;
  return {
    content: (content ?? '') as MessageContent,
    ...(id && { id }),
    ...(name && { name }),
    ...(hasFields(response_metadata) && { response_metadata }),
    ...(hasFields(kwargs) && { additional_kwargs: kwargs }),
  };
}

function fragmentOf({ index, id, name, args }: ToolCallChunk): ToolCallChunk {
  return {
    ...(index !== undefined && { index }),
    ...(id && { id }),
    ...(name && { name }),
    args: args ?? '',
  };
}

function callsOf({
  tool_calls = [],
  invalid_tool_calls = [],
}: Known): Pick<AIMessage, 'tool_calls' | 'invalid_tool_calls'> {
  return {
    ...(tool_calls.length > 0 && { tool_calls: tool_calls.map(callOf) }),
    ...(invalid_tool_calls.length > 0 && {
      invalid_tool_calls: invalid_tool_calls.map(({ id, name, args, error }) => ({
        ...(id && { id }),
        ...(name && { name }),
        args: args ?? '',
        error: error ?? 'Malformed args.',
      })),
    }),
  };
}

function callOf({ id, name, args }: ToolCall): ToolCall {
  return { ...(id && { id }), name, args };
}

function usageOf({ usage_metadata }: Known): { usage_metadata?: UsageMetadata } {
  return usage_metadata ? { usage_metadata } : {};
}

function hasFields(
  record: Readonly<Record<string, unknown>> | undefined,
): record is Readonly<Record<string, unknown>> {
  return record !== undefined && Object.keys(record).length > 0;
}
