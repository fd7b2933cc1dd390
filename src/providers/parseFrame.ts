import { RunnableError } from '../RunnableError.ts';

/** A record out of a frame's JSON. Throws `bad_frame` for anything else. */
export function parseFrame(provider: string, data: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw badFrame(provider, data, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badFrame(provider, data);
  return value as Readonly<Record<string, unknown>>;
}

/** The error for a frame that cannot be read; the message shows its beginning. */
export function badFrame(provider: string, data: string, cause?: unknown): RunnableError {
  const shown = data.length > 80 ? `${data.slice(0, 79)}…` : data;
  return new RunnableError(
    `${provider}: a frame of the answer cannot be read: ${shown}. What came before it is in \`partial\`.`,
    {
      code: 'bad_frame',
      ...(cause !== undefined && { cause }),
    },
  );
}
