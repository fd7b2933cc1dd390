import type { Message } from '../../messages/Message.ts';
import { textOf } from '../../messages/textOf.ts';
import { RunnableError } from '../../RunnableError.ts';
import type { MatcherResult, Matching } from './MatcherResult.ts';

/** Some call had these messages; a text is compared with the texts of the call's messages, joined by line breaks. */
export function toHaveBeenCalledWithPrompt(
  this: Matching,
  received: unknown,
  prompt: string | readonly Message[],
): MatcherResult {
  const { calls } = (received ?? {}) as { readonly calls?: readonly { readonly messages?: unknown }[] };
  if (calls === undefined || calls.some(({ messages }) => messages === undefined)) {
    throw new RunnableError('toHaveBeenCalledWithPrompt wants an m.model or a fakeChatModel.', {
      code: 'bad_input',
    });
  }
  const prompts = calls.map(({ messages }) => messages as readonly Message[]);
  const isText = typeof prompt === 'string';
  const pass = prompts.some((messages) => this.equals(isText ? textsOf(messages) : messages, prompt));
  return {
    pass,
    message: () =>
      pass
        ? `a call had the prompt ${isText ? JSON.stringify(prompt) : described(prompt)}`
        : [
            'no call had the prompt',
            `  expected ${isText ? JSON.stringify(prompt) : described(prompt)}`,
            ...(prompts.length === 0 ? ['  it was not called'] : []),
            ...prompts.map(
              (messages, i) =>
                `  call ${i + 1}   ${isText ? JSON.stringify(textsOf(messages)) : described(messages)}`,
            ),
          ].join('\n'),
    actual: isText ? prompts.map(textsOf) : prompts,
    expected: prompt,
  };
}

function textsOf(messages: readonly Message[]): string {
  return messages.map(textOf).join('\n');
}

function described(messages: readonly Message[]): string {
  return messages.map((message) => `${message.type}: ${JSON.stringify(textOf(message))}`).join(', ');
}
