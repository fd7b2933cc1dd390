import type { InvalidToolCall } from './InvalidToolCall.ts';
import type { MessageFields } from './MessageFields.ts';
import type { ToolCall } from './ToolCall.ts';
import type { UsageMetadata } from './UsageMetadata.ts';

/** A whole reply of a model. Every call in `tool_calls` is complete; what is not stands in `invalid_tool_calls`. */
export interface AIMessage extends MessageFields {
  readonly type: 'ai';
  readonly tool_calls?: readonly ToolCall[];
  readonly invalid_tool_calls?: readonly InvalidToolCall[];
  readonly usage_metadata?: UsageMetadata;
}
