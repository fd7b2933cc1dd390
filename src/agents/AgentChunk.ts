import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { ToolCall } from '../messages/ToolCall.ts';
import type { ToolMessage } from '../messages/toolMessage.ts';

/** A tool begins to work on a call. */
export interface ToolStart {
  readonly type: 'tool_start';
  readonly call: ToolCall;
}

/** A call waits until somebody has allowed or refused it. */
export interface ApprovalRequest {
  readonly type: 'approval_request';
  readonly call: ToolCall;
}

/**
 * What an agent streams, told apart by `type`: pieces of the model's replies (`ai_chunk`), calls that wait for approval, tools
 * that begin, and what they answered (`tool`), in the order of happening.
 */
export type AgentChunk = AIMessageChunk | ApprovalRequest | ToolStart | ToolMessage;

/** What an agent adds to a conversation: the model's replies and the answers of tools. The last one is the answer. */
export type AgentMessage = AIMessage | ToolMessage;
