import type { BaseMessage } from '@langchain/core/messages';
import { human } from '../messages/human.ts';
import { fromLangChainMessage } from './fromLangChainMessage.ts';
import { mapInside } from './mapInside.ts';

/**
 * What LangChain gives, as our data: messages and prompt values, also inside lists and plain records. Everything else,
 * and a list or record without any of them, is the same value.
 */
export function fromLangChainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isLangChainMessage(value)) return fromLangChainMessage(value);
  const prompt = value as Partial<PromptValueShape>;
  if (typeof prompt.toChatMessages === 'function') {
    return typeof prompt.value === 'string'
      ? { type: 'string_prompt_value', text: prompt.value, messages: [human(prompt.value)] }
      : { type: 'chat_prompt_value', messages: prompt.toChatMessages().map(fromLangChainMessage) };
  }
  return mapInside(value, fromLangChainValue);
}

interface PromptValueShape {
  readonly value?: string;
  toChatMessages(): BaseMessage[];
}

function isLangChainMessage(value: object): value is BaseMessage {
  return typeof (value as Partial<BaseMessage>)._getType === 'function';
}
