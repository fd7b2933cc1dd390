import { Refusal } from './Refusal.ts';
import type { ServeEventsOptions } from './ServeEventsOptions.ts';

type Options = Pick<ServeEventsOptions<unknown>, 'origins' | 'credentials' | 'allowHeaders'>;

/** The headers for a page of another origin. A page that may not ask is refused, also where the browser would let it send. */
export function crossOrigin(
  headers: Headers,
  url: string,
  options: Options,
): Readonly<Record<string, string>> {
  const { origins = [], credentials = false } = options;
  const origin = headers.get('origin');
  if (origin === null || isOwn(origin, headers.get('host') ?? hostOf(url)))
    return origins.length > 0 ? vary : {};
  if (origins === '*') return { 'access-control-allow-origin': '*' };
  if (!origins.includes(origin)) {
    throw new Refusal(403, 'unauthorized', 'Pages of this origin may not ask here.', vary);
  }
  return {
    ...vary,
    'access-control-allow-origin': origin,
    ...(credentials && { 'access-control-allow-credentials': 'true' }),
  };
}

/** What a browser is told before it sends. */
export function preflight({ allowHeaders = defaultHeaders }: Options): Readonly<Record<string, string>> {
  return {
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-allow-headers': allowHeaders.join(', '),
    'access-control-max-age': '600',
  };
}

const vary = { vary: 'Origin' };
const defaultHeaders = ['authorization', 'content-type', 'last-event-id'];

function isOwn(origin: string, host: string | undefined): boolean {
  return host !== undefined && hostOf(origin) === host;
}

function hostOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).host : undefined;
}
