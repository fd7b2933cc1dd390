import { asyncScheduler } from 'rxjs';

/**
 * How long a response asks to wait before the next try, in ms: `retry-after-ms`, else `retry-after` as seconds or as
 * an HTTP date. Absent, in the past or unreadable: undefined.
 */
export function retryAfter(headers: Pick<Headers, 'get'>): number | undefined {
  const milliseconds = number(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const seconds = number(text);
  if (seconds !== undefined) return seconds * 1000;
  const wait = Date.parse(text) - asyncScheduler.now();
  return wait >= 0 ? wait : undefined;
}

function number(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
