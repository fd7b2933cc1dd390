import type { MessageContent } from './MessageContent.ts';
import { type FieldsOf, messageOf } from './messageOf.ts';
import type { SystemMessage } from './SystemMessage.ts';

/**
 * Makes the message for what the model is told beforehand, from its content or its fields.
 *
 * @example
 * system('Hello'); // { type: 'system', content: 'Hello' }
 */
export function system(content: MessageContent | FieldsOf<SystemMessage>): SystemMessage {
  return messageOf<SystemMessage>('system', content);
}
