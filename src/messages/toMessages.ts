import { RunnableError } from '../RunnableError.ts';
import { human } from './human.ts';
import { isMessage } from './isMessage.ts';
import { isPromptValue } from './isPromptValue.ts';
import type { Message } from './Message.ts';
import type { PromptValue } from './PromptValue.ts';

/**
 * The messages that a chat model is given: text is one human message, a prompt value its messages, a message a list of
 * one. Anything else is a `RunnableError` with the code `bad_input` that says which element is no message.
 *
 * @example
 * toMessages('Hello'); // [{ type: 'human', content: 'Hello' }]
 */
export function toMessages(input: string | PromptValue | Message | readonly Message[]): readonly Message[] {
  if (typeof input === 'string') {
    return [human(input)];
  }
  if (isMessage(input)) {
    return [input];
  }
  const list: unknown = isPromptValue(input) ? input.messages : input;
  if (!Array.isArray(list)) {
    throw notMessages(`it got ${nameOf(list)}`);
  }
  const wrong = list.findIndex((element) => !isMessage(element));
  if (wrong !== -1) {
    throw notMessages(`element ${wrong} of the list is ${nameOf(list[wrong])}`);
  }
  return list;
}

function notMessages(what: string): RunnableError {
  const cure = 'Make messages with human(), system(), ai() or toolMessage().';
  return new RunnableError(`A chat model takes text, a prompt value or messages; ${what}. ${cure}`, {
    code: 'bad_input',
  });
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) {
    return String(value);
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  if (typeof value !== 'object') {
    return `a ${typeof value}`;
  }
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty record' : `a record with the keys ${keys.slice(0, 8).join(', ')}`;
}
