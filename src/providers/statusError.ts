import { RunnableError, type RunnableErrorCode } from '../RunnableError.ts';
import { type ProviderFault, providerFault } from './providerFault.ts';
import { withoutSecrets } from './withoutSecrets.ts';

/** What is known of an answer whose status is no success. */
export interface FailedAnswer {
  readonly provider: string;
  readonly status: number;
  readonly headers: Headers;
  /** Its body, or as much of it as was read. */
  readonly body: string;
  readonly secrets: readonly string[];
}

/**
 * The error for an HTTP status: the code by the status, the provider's own words and code, the request id.
 * A web page in place of JSON is named and not shown. Neither request headers nor secrets are part of the message.
 */
export function statusError(answer: FailedAnswer): RunnableError {
  const { provider, status, headers, secrets } = answer;
  const code = codeOf(status);
  const page = /^\s*</.test(answer.body);
  const fault = page ? undefined : faultOf(answer.body);
  const said = page ? 'a web page instead of JSON' : shorten(fault?.message ?? answer.body);
  const request = headers.get('x-request-id') ?? headers.get('request-id');
  const message = [
    `${provider}: HTTP ${status}`,
    said && `: ${said}`,
    fault?.code && ` (${shorten(fault.code)})`,
    request && ` [request ${shorten(request)}]`,
    `. ${page && code !== 'unauthorized' ? 'Check baseURL: a proxy or a login page may answer in its place.' : cures[code]}`,
  ];
  const error = new RunnableError(message.filter(Boolean).join(''), {
    code,
    status,
    retryable: isRetryable(status, headers),
    ...(fault?.code !== undefined && { providerCode: fault.code }),
  });
  return withoutSecrets(error, secrets);
}

type StatusCode = RunnableErrorCode & keyof typeof cures;

const cures = {
  unauthorized: 'Check the API key and what it may do.',
  not_found: 'Check baseURL and model.',
  rate_limited: 'Ask less often, or later.',
  provider_error: 'The provider failed; try again later.',
  bad_request: 'Check the messages and the options.',
} as const;

function codeOf(status: number): StatusCode {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not_found';
  if (status === 429) return 'rate_limited';
  if (status >= 500 || status < 400 || status === 408 || status === 409) return 'provider_error';
  return 'bad_request';
}

function isRetryable(status: number, headers: Headers): boolean {
  const told = headers.get('x-should-retry');
  if (told === 'true' || told === 'false') return told === 'true';
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

function faultOf(body: string): ProviderFault | undefined {
  try {
    return providerFault(JSON.parse(body));
  } catch {
    return undefined;
  }
}

/** One line of at most 300 characters, without a full stop of its own. */
function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line.replace(/\.$/, '');
}
