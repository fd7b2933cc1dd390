import { replaceChunks } from '../../operators/replaceChunks.ts';
import type { ChatPromptValue } from '../messages/ChatPromptValue.ts';
import { isMessage } from '../messages/isMessage.ts';
import type { Message } from '../messages/Message.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import type { ChatPromptInput } from './ChatPromptInput.ts';
import type { ChatPromptVariables } from './ChatPromptVariables.ts';
import { formatTemplate } from './formatTemplate.ts';
import type { PromptPart } from './PromptPart.ts';
import { parseTemplate } from './parseTemplate.ts';
import type { TemplateVariables } from './TemplateVariables.ts';
import { variableOf } from './variableOf.ts';

type Fill = (input: unknown) => readonly Message[];

/**
 * Makes the messages for a chat model out of a record of variables: from one template for a human message, or from parts.
 * A part is a role with a template, a message taken literally, or a `messagesPlaceholder`.
 *
 * Text goes in as it is, documents as their texts with a blank line between, everything else as JSON; a value is never read
 * as a template. A barrier: emits one value once its input completes, nothing for an empty input. A template that is no
 * template fails at once (`bad_template`), a missing variable when it runs (`missing_variable`).
 *
 * @example
 * const prompt = chatPrompt([['system', 'You are terse.'], ['human', 'tell me a joke about {topic}']]);
 * prompt.invoke({ topic: 'parrots' }); // { type: 'chat_prompt_value', messages: [system(…), human('tell me a joke about parrots')] }
 */
export function chatPrompt<const Template extends string>(
  template: Template,
): Runnable<{ [Name in TemplateVariables<Template>]: unknown }, ChatPromptValue>;
export function chatPrompt<const Parts extends readonly PromptPart[]>(
  parts: Parts,
): Runnable<
  { [Name in ChatPromptVariables<Parts[number]>]: ChatPromptInput<Parts[number], Name> },
  ChatPromptValue
>;
export function chatPrompt(template: string | readonly PromptPart[]): Runnable<never, ChatPromptValue> {
  const parts: unknown = typeof template === 'string' ? [['human', template]] : template;
  if (!Array.isArray(parts)) {
    throw badPart('chatPrompt takes a template or a list of parts.');
  }
  const fills = parts.map(fillOf);
  return runnable({
    name: 'ChatPromptTemplate',
    type: 'prompt',
    tells: 'never',
    join: replaceChunks,
    once: (input: unknown): ChatPromptValue => ({
      type: 'chat_prompt_value',
      messages: fills.flatMap((fill) => fill(input)),
    }),
  });
}

const roles: readonly unknown[] = ['system', 'human', 'ai'];

function fillOf(part: unknown, at: number): Fill {
  if (isMessage(part)) {
    return () => [part];
  }
  if (Array.isArray(part)) {
    return templateFill(part, at);
  }
  const { type, variable } = (part ?? {}) as { readonly type?: unknown; readonly variable?: unknown };
  if (type !== 'messages_placeholder' || typeof variable !== 'string') {
    throw badPart(`Part ${at} of chatPrompt is no part.`);
  }
  return (input) => placeholderMessages(variableOf(input, variable, 'chatPrompt'), variable);
}

function templateFill([type, template]: readonly unknown[], at: number): Fill {
  if (!roles.includes(type) || typeof template !== 'string') {
    throw badPart(
      `Part ${at} of chatPrompt has the role ${JSON.stringify(type)} and a template of type ${typeof template}.`,
    );
  }
  const parsed = parseTemplate(template);
  return (input) => [{ type, content: formatTemplate(parsed, input, 'chatPrompt') } as Message];
}

function placeholderMessages(value: unknown, variable: string): readonly Message[] {
  if (!Array.isArray(value)) {
    throw badMessages(`"${variable}" takes a list of messages; it got a ${typeof value}`);
  }
  const wrong = value.findIndex((element) => !isMessage(element));
  if (wrong !== -1) {
    throw badMessages(`element ${wrong} of "${variable}" is no message`);
  }
  return value;
}

function badPart(what: string): RunnableError {
  const cure = "A part is ['system' | 'human' | 'ai', template], a message or messagesPlaceholder(name).";
  return new RunnableError(`${what} ${cure}`, { code: 'bad_template' });
}

function badMessages(what: string): RunnableError {
  const cure = 'Make messages with human(), system(), ai() or toolMessage().';
  return new RunnableError(`chatPrompt: ${what}. ${cure}`, { code: 'bad_input' });
}
