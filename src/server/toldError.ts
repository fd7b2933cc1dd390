import { RunnableError } from '../RunnableError.ts';

/** A failure as the server tells it. */
export function toldError(data: unknown): RunnableError {
  const { message, ...rest } = data as { readonly message: string; readonly code: string };
  return new RunnableError(message, rest);
}
