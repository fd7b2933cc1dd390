import type { z } from 'zod';
import { RunnableError } from '../src/RunnableError.ts';

/** The error for a value that does not fit its schema: it says who got it, and lists what is wrong by its path. */
export function schemaMismatch(who: string, error: z.ZodError, partial: unknown): RunnableError {
  const problems = error.issues.map(({ path, message }) => `${path.join('.') || 'the value'}: ${message}`);
  return new RunnableError(`${who} (${problems.join('; ')}).`, {
    code: 'schema_mismatch',
    cause: error,
    partial,
  });
}
