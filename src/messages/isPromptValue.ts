import type { PromptValue } from './PromptValue.ts';

/** Whether a value is what a prompt makes: one of the two types with a list of messages. */
export function isPromptValue(value: unknown): value is PromptValue {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { type, messages } = value as Partial<PromptValue>;
  return (type === 'chat_prompt_value' || type === 'string_prompt_value') && Array.isArray(messages);
}
