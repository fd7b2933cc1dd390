import type { Observable, ObservableInput } from 'rxjs';
import { asObservable } from '../../operators/asObservable.ts';
import { joinText } from '../../operators/joinText.ts';
import { isPromptValue } from '../messages/isPromptValue.ts';
import type { Message } from '../messages/Message.ts';
import { textOf } from '../messages/textOf.ts';
import { toMessages } from '../messages/toMessages.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import { describeValue } from '../step/describeValue.ts';
import type { Step } from '../step/Step.ts';
import { callOptions } from './callOptions.ts';
import type { ModelInput } from './ModelInput.ts';
import type { ModelOptions } from './ModelOptions.ts';

export interface TextModelSpec {
  /** The name of its runs. */
  readonly name: string;
  /** Gives the completion in pieces; then its tokens are told as events. */
  readonly stream?: ((prompt: string, options: ModelOptions) => Observable<string>) | undefined;
  /** Gives the whole completion; used where `stream` is missing. */
  readonly generate?:
    | ((prompt: string, options: ModelOptions) => string | ObservableInput<string>)
    | undefined;
  /** Options for every call. */
  readonly options?: ModelOptions | undefined;
}

/**
 * Makes a text-completion model: text in, text out (events `on_llm_*`). Messages are written as lines `System: …`, `Human: …`,
 * `AI: …`. Empty input: the model is not called. Errors go through unchanged; unsubscribing ends the work.
 *
 * @example
 * textModel({ name: 'Echo', stream: (prompt) => from(prompt.split(' ')) }).stream('to be');
 */
export function textModel(spec: TextModelSpec): Runnable<ModelInput, string> {
  const { name, stream, generate } = spec;
  if (typeof (stream ?? generate) !== 'function') {
    throw new RunnableError(`textModel "${name}" needs a \`stream\` or a \`generate\` function.`, {
      code: 'bad_step',
    });
  }
  return runnable<ModelInput, string>({
    name,
    type: 'llm',
    tells: stream === undefined ? 'never' : 'always',
    join: joinText,
    payload,
    once: (input, run) => {
      const options = callOptions(spec.options, run);
      const result = (stream ?? generate)!(toPrompt(input), options);
      const reply = typeof result === 'string' ? result : asObservable(result);
      if (reply !== undefined) return reply;
      throw new RunnableError(
        `The model ${name} gave ${describeValue(result)}; it must give text, or an Observable or a promise of it.`,
        { code: 'bad_step' },
      );
    },
  });
}

const payload: Step['payload'] = {
  input: (input: ModelInput) => ({ prompts: [toPrompt(input)] }),
  chunk: (text: string) => ({ text }),
  output: (text: string) => ({ generations: [[{ text }]] }),
};

const roles: Readonly<Record<Message['type'], string>> = {
  system: 'System',
  human: 'Human',
  ai: 'AI',
  ai_chunk: 'AI',
  tool: 'Tool',
};

function toPrompt(input: ModelInput): string {
  if (typeof input === 'string') return input;
  if (isPromptValue(input) && input.type === 'string_prompt_value') return input.text;
  return toMessages(input)
    .map((message) => `${roles[message.type]}: ${textOf(message)}`)
    .join('\n');
}
