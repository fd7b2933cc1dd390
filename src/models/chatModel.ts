import { isObservable, map, type Observable, type ObservableInput, of } from 'rxjs';
import type { z } from 'zod';
import { asObservable } from '../../operators/asObservable.ts';
import type { DeepPartial } from '../../operators/DeepPartial.ts';
import { joinMessages } from '../../operators/joinMessages.ts';
import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { aiChunk } from '../messages/aiChunk.ts';
import { isMessage } from '../messages/isMessage.ts';
import type { Message } from '../messages/Message.ts';
import { toMessages } from '../messages/toMessages.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError, type RunnableErrorCode } from '../RunnableError.ts';
import { mergeConfigs } from '../run/mergeConfigs.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { describeValue } from '../step/describeValue.ts';
import type { Step } from '../step/Step.ts';
import type { StepRun } from '../step/StepRun.ts';
import { callOptions } from './callOptions.ts';
import type { ModelInput } from './ModelInput.ts';
import type { ModelOptions } from './ModelOptions.ts';
import { type ModelParts, modelParts } from './modelParts.ts';
import { type JsonForm, type StructuredOutputOptions, structuredOutput } from './structuredOutput.ts';

/** A chat model: it streams message chunks and invokes to a whole message. */
export interface ChatModel extends Runnable<ModelInput, AIMessage, AIMessageChunk> {
  /** The same model with options for every call, on top of those that it has. */
  withOptions(options: ModelOptions): ChatModel;
  /** The same model with tools that it may ask for; the provider writes them in its own way. */
  bindTools(tools: readonly unknown[], options?: ModelOptions): ChatModel;
  /**
   * A chain that replies with a value of the schema: it streams the value as it grows and ends with one that has passed the
   * schema. A reply that does not fit fails with `schema_mismatch`, one that is cut off or no JSON with `bad_arguments` (tool)
   * or a `json_…` code; `error.partial` is what there was.
   */
  withStructuredOutput<T>(
    schema: z.ZodType<T>,
    options?: StructuredOutputOptions,
  ): Runnable<ModelInput, T, DeepPartial<T>>;
  withConfig(config: RunConfig): ChatModel;
}

export interface ChatModelSpec {
  /** The name of its runs. */
  readonly name: string;
  /** Gives the reply in pieces. Subscribed once per run; unsubscribing must end the work. */
  readonly stream?:
    | ((messages: readonly Message[], options: ModelOptions) => Observable<AIMessageChunk>)
    | undefined;
  /** Gives the whole reply; used where `stream` is missing, and then the only chunk. */
  readonly generate?:
    | ((
        messages: readonly Message[],
        options: ModelOptions,
      ) => AIMessage | string | ObservableInput<AIMessage | string>)
    | undefined;
  /** Options for every call. */
  readonly options?: ModelOptions | undefined;
  /** How this provider is told to reply with JSON of a form; then structured output does that by default. */
  readonly jsonOptions?: ((form: JsonForm) => ModelOptions) | undefined;
  readonly config?: RunConfig | undefined;
}

/**
 * Makes a chat model from a function that calls one. With `stream` it always streams, an `invoke` joins the chunks.
 *
 * Input that is no text, prompt value or list of messages is an error (`bad_input`), what is no chunk one of the function
 * (`bad_chunk`, `bad_step` for no Observable at all). Empty input: the model is not called. Errors of the function go through
 * unchanged. Chunks without an id get `run-<run id>`, all the same one.
 *
 * @example
 * const echo = chatModel({ name: 'Echo', stream: (messages) => from(textOf(messages[0]!).split(' ')).pipe(map((word) => aiChunk(word))) });
 */
export function chatModel(spec: ChatModelSpec): ChatModel {
  const call = callOf(spec);
  const step: Step<ModelInput, AIMessageChunk> = {
    name: spec.name,
    type: 'chat_model',
    tells: 'always',
    join: joinMessages,
    config: spec.config,
    payload,
    once: (input, run) => call(toMessages(input), callOptions(spec.options, run)),
    finishChunk: (chunk: AIMessageChunk, run) => withId(chunk, run, spec.name),
  };
  const model = runnable<ModelInput, AIMessage, AIMessageChunk>(step);
  const { withConfig } = model;
  const methods = {
    withOptions: (options: ModelOptions) => chatModel({ ...spec, options: { ...spec.options, ...options } }),
    bindTools: (tools: readonly unknown[], options: ModelOptions = {}) =>
      chatModel({ ...spec, options: { ...spec.options, ...options, tools } }),
    withStructuredOutput: <T>(schema: z.ZodType<T>, options: StructuredOutputOptions = {}) => {
      const output = structuredOutput(schema, options, spec.jsonOptions);
      const asked = chatModel({ ...spec, options: { ...spec.options, ...output.options } });
      return asked.pipe(output.parser) as Runnable<ModelInput, T, DeepPartial<T>>;
    },
    withConfig: (config: RunConfig) => {
      withConfig.call(model, config);
      return chatModel({ ...spec, config: mergeConfigs(spec.config, config) });
    },
  };
  const parts: ModelParts = {
    spec,
    call: (messages, options) => {
      const reply = call(messages, options);
      return isObservable(reply) ? (reply as Observable<AIMessageChunk>) : of(reply as AIMessageChunk);
    },
  };
  Object.defineProperty(model, modelParts, { value: parts });
  return Object.assign(model, methods);
}

const payload: Step['payload'] = { input: (input: ModelInput) => ({ messages: [toMessages(input)] }) };

type Call = (messages: readonly Message[], options: ModelOptions) => unknown;

function callOf({ name, stream, generate }: ChatModelSpec): Call {
  if (typeof stream === 'function') {
    return (messages, options) => {
      const reply: unknown = stream(messages, options);
      const chunks = asObservable(reply);
      if (chunks !== undefined) return chunks;
      throw wrongReply(name, 'bad_step', reply, '`stream` must give an Observable of chunks.');
    };
  }
  if (typeof generate !== 'function') {
    throw new RunnableError(`chatModel "${name}" needs a \`stream\` or a \`generate\` function.`, {
      code: 'bad_step',
    });
  }
  const chunkOf = (reply: unknown): AIMessageChunk => {
    if (isWhole(reply)) return toChunk(reply);
    throw wrongReply(name, 'bad_step', reply, '`generate` must give a text or a message.');
  };
  return (messages, options) => {
    const reply = generate(messages, options);
    return (isWhole(reply) ? undefined : asObservable(reply)?.pipe(map(chunkOf))) ?? chunkOf(reply);
  };
}

function isWhole(reply: unknown): reply is AIMessage | string {
  return typeof reply === 'string' || isMessage(reply);
}

function wrongReply(name: string, code: RunnableErrorCode, given: unknown, cure: string): RunnableError {
  return new RunnableError(`The model ${name} gave ${describeValue(given)}. ${cure}`, { code });
}

function toChunk(reply: AIMessage | string): AIMessageChunk {
  if (typeof reply === 'string') return aiChunk(reply);
  const { type: _type, tool_calls, ...fields } = reply;
  if (tool_calls === undefined) return { ...fields, type: 'ai_chunk' };
  const tool_call_chunks = tool_calls.map(({ id, name, args }, index) => ({
    index,
    ...(id === undefined ? {} : { id }),
    name,
    args: JSON.stringify(args),
  }));
  return { ...fields, type: 'ai_chunk', tool_calls, tool_call_chunks };
}

/** The provider's id if there is one, else one made from the run's. */
function withId(chunk: AIMessageChunk, { run }: StepRun, name: string): AIMessageChunk {
  if (chunk?.type !== 'ai_chunk') throw wrongReply(name, 'bad_chunk', chunk, 'Emit aiChunk(text).');
  if (run === undefined) return chunk;
  if (chunk.id !== undefined) {
    run.messageId ??= chunk.id;
    return chunk;
  }
  run.messageId ??= `run-${run.id}`;
  return { ...chunk, id: run.messageId };
}
