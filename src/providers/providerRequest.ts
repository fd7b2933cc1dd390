import { RunnableError } from '../RunnableError.ts';
import type { HttpRequest } from './HttpRequest.ts';
import type { ProviderOptions } from './ProviderOptions.ts';

/** What a provider needs to know once, when its model is made. */
export interface ProviderAddress {
  /** The factory's name, for messages. */
  readonly provider: string;
  /** Where it is, unless the options say so. */
  readonly baseURL?: string | undefined;
  /** Below `baseURL`, with its slash. */
  readonly path: string;
  /** The header that takes the key as it is; without one it goes as a bearer token. */
  readonly keyHeader?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Makes the function that wraps a body into a request. Wrong use throws at once: a key in a browser (`unsafe_key`), a
 * `baseURL` that is no address or a header that cannot be sent (`bad_config`).
 */
export function providerRequest(
  address: ProviderAddress,
  options: ProviderOptions & { readonly baseURL?: string | undefined },
): (body: unknown) => HttpRequest {
  const { provider, keyHeader } = address;
  const { apiKey } = options;
  if (apiKey && typeof document !== 'undefined' && !options.dangerouslyAllowBrowser) {
    throw new RunnableError(
      `${provider}: every visitor of a browser can read the API key. Let baseURL name a server of your own that adds it, or set dangerouslyAllowBrowser.`,
      { code: 'unsafe_key' },
    );
  }
  const url = urlOf(provider, options.baseURL ?? address.baseURL, address.path);
  const given = {
    ...(apiKey && { [keyHeader ?? 'authorization']: keyHeader ? apiKey : `Bearer ${apiKey}` }),
    ...options.headers,
  };
  const headers = headersOf(provider, { 'content-type': 'application/json', ...address.headers, ...given });
  const secrets = secretsOf([apiKey ?? '', ...Object.values(given)]);
  return (body) => ({
    provider,
    url,
    headers,
    body: JSON.stringify(body),
    // Looked up at the call, so that a replaced global is found.
    fetch: options.fetch ?? globalThis.fetch,
    transport: options.transport,
    secrets,
  });
}

/** A query of the base stays behind the path. Relative addresses are for browsers, where the page gives the rest. */
function urlOf(provider: string, baseURL: string | undefined, path: string): string {
  const [base = '', ...query] = String(baseURL ?? '').split('?');
  const url = [base.replace(/\/+$/, '') + path, ...query].join('?');
  const isRelative = typeof document !== 'undefined' && base.startsWith('/');
  if (!isRelative && !/^https?:\/\/[^/]/i.test(base)) {
    throw new RunnableError(`${provider} needs a baseURL such as https://api.example.com/v1.`, {
      code: 'bad_config',
    });
  }
  return url;
}

function headersOf(provider: string, given: Readonly<Record<string, string>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    try {
      headers.set(name, value);
    } catch {
      // The platform's own error shows the value.
      throw new RunnableError(
        `${provider}: the header "${name}" (or the API key in it) holds a character that no header may hold.`,
        { code: 'bad_config' },
      );
    }
  }
  return headers;
}

/** Whole values and their words, when they are long enough to be a secret. */
function secretsOf(values: readonly string[]): readonly string[] {
  const parts = values.flatMap((value) => [value, ...value.split(/\s+/)]).filter((part) => part.length >= 8);
  return [...new Set(parts)].sort((a, b) => b.length - a.length);
}
