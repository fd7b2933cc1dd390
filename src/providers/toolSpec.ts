import { type JsonSchema, jsonSchemaOf } from '../../operators/jsonSchemaOf.ts';
import { RunnableError } from '../RunnableError.ts';

/** A tool as every provider needs to know it. */
export interface ToolSpec {
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema of its arguments, always of an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly strict?: boolean | undefined;
}

/**
 * Reads a tool: one of `tool()` or another with a `schema` that tells its JSON Schema (zod 4, valibot, arktype), a plain
 * `{ name, description, parameters }`, or OpenAI's `{ type: 'function', function }`. Undefined for a tool in a provider's
 * own form, which goes as it is. A schema that is no object stands under the key `input`.
 */
export function toolSpec(tool: unknown): ToolSpec | undefined {
  const outer = tool as Readonly<Record<string, unknown>>;
  const fields = (outer.function ?? outer) as Readonly<Record<string, unknown>>;
  const { name, description, strict } = fields;
  if (outer.type !== undefined && outer.type !== 'function') return undefined;
  if (typeof name !== 'string' || name === '') {
    throw new RunnableError(
      'A tool needs a name: give what `tool()` makes, or { name, description, parameters }.',
      {
        code: 'bad_config',
      },
    );
  }
  const given = fields.parameters ?? fields.inputSchema ?? fields.input_schema ?? fields.schema;
  const parameters = given === undefined ? noArguments : jsonSchemaOf(given, `the tool ${name}`);
  return {
    name,
    ...(typeof description === 'string' && { description }),
    parameters:
      parameters.type === 'object' || parameters.type === undefined
        ? parameters
        : { type: 'object', properties: { input: parameters }, required: ['input'] },
    ...(typeof strict === 'boolean' && { strict }),
  };
}

const noArguments: JsonSchema = { type: 'object', properties: {} };
