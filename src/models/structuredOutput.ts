import type { z } from 'zod';
import type { DeepPartial } from '../../operators/DeepPartial.ts';
import { isWrappedSchema } from '../../operators/isWrappedSchema.ts';
import { type JsonSchema, jsonSchemaOf } from '../../operators/jsonSchemaOf.ts';
import { replaceChunks } from '../../operators/replaceChunks.ts';
import type { AIMessage } from '../messages/AIMessage.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import type { Kernel } from '../step/Step.ts';
import type { ModelOptions } from './ModelOptions.ts';
import { StructuredReply } from './StructuredReply.ts';

export interface StructuredOutputOptions {
  /**
   * `json`: the reply itself is JSON, in the provider's JSON mode. `tool`: the model calls a tool whose arguments are the value.
   * Default: `json` where the provider has said how (`ChatModelSpec.jsonOptions`), else `tool`.
   */
  readonly method?: 'json' | 'tool' | undefined;
  /** What the value is called, for the model (default `answer`). */
  readonly name?: string | undefined;
  /** Holds the model to the schema letter by letter, where the provider can; such schemas have limits of their own. */
  readonly strict?: boolean | undefined;
}

/** What a model shall reply with. */
export interface JsonForm {
  readonly name: string;
  /** Always of an object. */
  readonly schema: JsonSchema;
  readonly strict?: boolean | undefined;
}

/** The options of a call that asks for a structured reply, and the parser that reads it. */
export interface StructuredOutput<T> {
  readonly options: ModelOptions;
  readonly parser: Runnable<AIMessage, T, DeepPartial<T>>;
}

export function structuredOutput<T>(
  schema: z.ZodType<T>,
  { name = 'answer', strict, ...given }: StructuredOutputOptions,
  jsonOptions: ((form: JsonForm) => ModelOptions) | undefined,
): StructuredOutput<T> {
  const method = given.method ?? (jsonOptions === undefined ? 'tool' : 'json');
  const isWrapped = isWrappedSchema(schema);
  const told = jsonSchemaOf(schema, `withStructuredOutput "${name}"`);
  const form: JsonForm = {
    name,
    schema: isWrapped ? { type: 'object', properties: { input: told }, required: ['input'] } : told,
    ...(strict !== undefined && { strict }),
  };
  const tool = method === 'tool' ? name : undefined;
  return {
    options: method === 'json' ? (jsonOptions ?? openAIForm)(form) : toolOptions(form, schema.description),
    parser: runnable<AIMessage, T, DeepPartial<T>>({
      name: 'StructuredOutputParser',
      type: 'parser',
      join: replaceChunks,
      readsText: method === 'json',
      kernel: () => new StructuredReply({ schema, isWrapped, tool }) as Kernel<never, DeepPartial<T>>,
    }),
  };
}

/** The form that most servers know. */
function openAIForm({ name, schema, strict }: JsonForm): ModelOptions {
  const json_schema = { name, schema, ...(strict !== undefined && { strict }) };
  return { response_format: { type: 'json_schema', json_schema } };
}

function toolOptions({ name, schema, strict }: JsonForm, description: string | undefined): ModelOptions {
  const tool = {
    name,
    description: description ?? 'Gives the answer. Call it once, with the whole answer.',
    parameters: schema,
    ...(strict !== undefined && { strict }),
  };
  return { tools: [tool], tool_choice: name, parallel_tool_calls: false };
}
