import type { HumanMessage } from './HumanMessage.ts';
import type { MessageContent } from './MessageContent.ts';
import { type FieldsOf, messageOf } from './messageOf.ts';

/**
 * Makes the message for what the user says, from its content or its fields.
 *
 * @example
 * human('Hello'); // { type: 'human', content: 'Hello' }
 */
export function human(content: MessageContent | FieldsOf<HumanMessage>): HumanMessage {
  return messageOf<HumanMessage>('human', content);
}
