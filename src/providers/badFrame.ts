import { RunnableError } from '../RunnableError.ts';

/** The error for a frame that cannot be read; the message shows its beginning. */
export function badFrame(provider: string, data: string, cause?: unknown): RunnableError {
  const shown = data.length > 80 ? `${data.slice(0, 79)}…` : data;
  return new RunnableError(
    `${provider}: a frame of the answer cannot be read: ${shown}. Check what answers at baseURL.`,
    {
      code: 'bad_frame',
      ...(cause !== undefined && { cause }),
    },
  );
}
