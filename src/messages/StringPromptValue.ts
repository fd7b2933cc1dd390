import type { Message } from './Message.ts';

/** What a text prompt makes: a text, and the same as one human message for chat models. */
export interface StringPromptValue {
  readonly type: 'string_prompt_value';
  readonly text: string;
  readonly messages: readonly Message[];
}
