import type { InvalidToolCall } from './InvalidToolCall.ts';
import type { MessageFields } from './MessageFields.ts';
import type { ToolCall } from './ToolCall.ts';
import type { ToolCallChunk } from './ToolCallChunk.ts';
import type { UsageMetadata } from './UsageMetadata.ts';

/**
 * A piece of a reply. Pieces add up (`addChunks`); `tool_calls` of a sum show the arguments as far as they have arrived,
 * so only the calls of a whole `AIMessage` are fit to be run.
 */
export interface AIMessageChunk extends MessageFields {
  readonly type: 'ai_chunk';
  readonly tool_call_chunks?: readonly ToolCallChunk[];
  readonly tool_calls?: readonly ToolCall[];
  readonly invalid_tool_calls?: readonly InvalidToolCall[];
  readonly usage_metadata?: UsageMetadata;
}
