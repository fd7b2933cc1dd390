import { badFrame } from './badFrame.ts';
import { webPage } from './webPage.ts';

/** A record out of a frame's JSON. Throws `web_page` for the beginning of one, `bad_frame` for anything else. */
export function parseFrame(provider: string, data: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw /^\s*</.test(data) ? webPage(provider) : badFrame(provider, data, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badFrame(provider, data);
  return value as Readonly<Record<string, unknown>>;
}
