import { badFrame } from './badFrame.ts';

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
