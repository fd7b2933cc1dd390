import { type JsonSchema, jsonSchemaOf } from './jsonSchemaOf.ts';

/**
 * Whether what a schema takes has to be put under the key `input` on its way to a model, since models give arguments as records:
 * true for `z.string()`, false for an object. A schema that cannot tell goes as it is.
 *
 * @example
 * isWrappedSchema(z.string()); // true
 * isWrappedSchema(z.object({ city: z.string() })); // false
 */
export function isWrappedSchema(schema: unknown): boolean {
  try {
    return isWrapped(jsonSchemaOf(schema, 'it'));
  } catch {
    return false;
  }
}

function isWrapped({ type }: JsonSchema): boolean {
  return type !== undefined && type !== 'object';
}
