import { RunnableError } from '../src/RunnableError.ts';
import { isRecord } from './isRecord.ts';

/** JSON Schema, as data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema of what a schema takes: a schema of a library that can tell it (zod 4.2, valibot, arktype), or JSON Schema as it
 * is. A schema that cannot tell it is a `RunnableError` (`bad_config`) that names `owner`.
 *
 * @example
 * jsonSchemaOf(z.string(), 'the tool shout'); // { type: 'string' }
 */
export function jsonSchemaOf(schema: unknown, owner: string): JsonSchema {
  const standard = (schema as { readonly '~standard'?: { readonly jsonSchema?: JsonSchemaSource } })[
    '~standard'
  ];
  if (standard === undefined && isRecord(schema)) return schema;
  if (standard?.jsonSchema === undefined) {
    throw new RunnableError(
      `The schema of ${owner} cannot tell its JSON Schema. Update the schema library, or give JSON Schema as data.`,
      { code: 'bad_config' },
    );
  }
  const { $schema: _, ...told } = standard.jsonSchema.input({ target: 'draft-07' });
  return told;
}

interface JsonSchemaSource {
  input(options: { readonly target: string }): JsonSchema;
}
