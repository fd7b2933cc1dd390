import type { MessageContent } from './MessageContent.ts';
import type { MessageFields } from './MessageFields.ts';
import { type FieldsOf, messageOf } from './messageOf.ts';

/** What a tool answers to the call with the id `tool_call_id`. */
export interface ToolMessage extends MessageFields {
  readonly type: 'tool';
  readonly tool_call_id: string;
  readonly status?: 'success' | 'error';
}

/**
 * Makes a tool's answer, from its content and the id of the call, or from its fields.
 *
 * @example
 * toolMessage('12 °C', 'c1'); // { type: 'tool', content: '12 °C', tool_call_id: 'c1' }
 */
export function toolMessage(content: MessageContent, toolCallId: string): ToolMessage;
export function toolMessage(fields: FieldsOf<ToolMessage> & { readonly tool_call_id: string }): ToolMessage;
export function toolMessage(from: MessageContent | FieldsOf<ToolMessage>, toolCallId?: string): ToolMessage {
  if (toolCallId === undefined) {
    return messageOf<ToolMessage>('tool', from);
  }
  return messageOf<ToolMessage>('tool', { content: from as MessageContent, tool_call_id: toolCallId });
}
