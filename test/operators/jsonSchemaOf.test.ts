import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isWrappedSchema } from '../../operators/isWrappedSchema.ts';
import { jsonSchemaOf } from '../../operators/jsonSchemaOf.ts';

describe('jsonSchemaOf', () => {
  it('asks the schema what it takes', () => {
    const schema = z.object({ n: z.string().transform(Number), m: z.number().default(1) });
    expect(jsonSchemaOf(schema, 'it')).toMatchObject({
      type: 'object',
      properties: { n: { type: 'string' }, m: { type: 'number', default: 1 } },
      required: ['n'],
    });
    expect(jsonSchemaOf(schema, 'it')).not.toHaveProperty('$schema');
  });

  it('takes JSON Schema as it is', () => {
    const schema = { type: 'object', properties: {} };
    expect(jsonSchemaOf(schema, 'it')).toBe(schema);
  });

  it('refuses what cannot tell', () => {
    for (const schema of [{ '~standard': {} }, 'text']) {
      expect(() => jsonSchemaOf(schema, 'the tool x')).toThrow(
        expect.objectContaining({ code: 'bad_config', message: expect.stringContaining('the tool x') }),
      );
    }
  });
});

describe('isWrappedSchema', () => {
  it.each([
    [z.string(), true],
    [z.array(z.number()), true],
    [z.coerce.string(), true],
    [z.object({}), false],
    [z.record(z.string(), z.number()), false],
    [z.unknown(), false],
    [z.union([z.string(), z.object({})]), false],
    // It cannot be told, so it goes as it is.
    [z.date(), false],
  ])('%#', (schema, isWrapped) => {
    expect(isWrappedSchema(schema)).toBe(isWrapped);
  });
});
