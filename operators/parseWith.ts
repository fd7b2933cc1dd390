import type { z } from 'zod';
import { RunnableError } from '../src/RunnableError.ts';

/** `schema.safeParse`. A schema with an asynchronous check, which that cannot run, is an error (`bad_config`) that names `owner`. */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  owner: string,
): z.ZodSafeParseResult<z.output<Schema>> {
  try {
    return schema.safeParse(value);
  } catch (cause) {
    // What zod says of it; its class has no name that stays.
    if (!(cause instanceof Error && cause.message.includes('Promise during synchronous parse'))) throw cause;
    throw new RunnableError(
      `${owner} has a schema with an asynchronous check. Make it synchronous: schemas are checked at once.`,
      { code: 'bad_config', cause },
    );
  }
}
