import type { Message } from './Message.ts';

/** What a chat prompt makes: messages for a model. */
export interface ChatPromptValue {
  readonly type: 'chat_prompt_value';
  readonly messages: readonly Message[];
}
