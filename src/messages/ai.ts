import type { AIMessage } from './AIMessage.ts';
import type { MessageContent } from './MessageContent.ts';
import { type FieldsOf, messageOf } from './messageOf.ts';

/**
 * Makes the message for a whole reply of a model, from its content or its fields.
 *
 * @example
 * ai('Hello'); // { type: 'ai', content: 'Hello' }
 */
export function ai(content: MessageContent | FieldsOf<AIMessage>): AIMessage {
  return messageOf<AIMessage>('ai', content);
}
