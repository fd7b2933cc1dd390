import { ChatPromptValue, StringPromptValue } from '@langchain/core/prompt_values';
import { isMessage } from '../messages/isMessage.ts';
import { isPromptValue } from '../messages/isPromptValue.ts';
import { mapInside } from './mapInside.ts';
import { toLangChainMessage } from './toLangChainMessage.ts';

/**
 * Our data as LangChain takes it: messages and prompt values become instances of its classes, also inside lists and plain
 * records. Everything else, and a list or record without any of them, is the same value.
 */
export function toLangChainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // LangChain's own messages have a `type` too.
  if (typeof (value as { _getType?: unknown })._getType === 'function') return value;
  if (isMessage(value)) return toLangChainMessage(value);
  if (isPromptValue(value)) {
    return value.type === 'string_prompt_value'
      ? new StringPromptValue(value.text)
      : new ChatPromptValue(value.messages.map(toLangChainMessage));
  }
  return mapInside(value, toLangChainValue);
}
