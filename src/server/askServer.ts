import type { ConnectOptions } from './FollowOptions.ts';
import { interrupted } from './interrupted.ts';
import { toldError } from './toldError.ts';

/** The answer of a server of `serveEvents`. Fails with what it says where it refuses, with `interrupted` where it cannot be reached. */
export async function askServer(
  url: string,
  request: RequestInit,
  options: ConnectOptions,
): Promise<Response> {
  const response = await send(url, request, options).catch((cause: unknown) => {
    throw interrupted('The server cannot be reached.', cause);
  });
  if (response.ok) return response;
  const { status } = response;
  const told = await response.json().catch(() => undefined);
  throw toldError({
    code: codes[status] ?? (status < 500 ? 'bad_request' : 'provider_error'),
    message: `The server answers with status ${status}.`,
    ...told?.error,
    status,
    retryable: [408, 425, 429, 502, 503, 504].includes(status),
  });
}

async function send(url: string, request: RequestInit, options: ConnectOptions): Promise<Response> {
  const { headers, credentials = 'same-origin', fetch = globalThis.fetch } = options;
  const own = typeof headers === 'function' ? await headers() : headers;
  return fetch(url, {
    ...request,
    credentials,
    headers: { ...request.headers, ...own } as Record<string, string>,
  });
}

/** Of answers that do not come from a chain: from a proxy, or from a path where there is none. */
const codes: { readonly [status: number]: string } = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not_found',
};
