import { RunnableError } from '../RunnableError.ts';
import { codeCures } from './codeCures.ts';
import { faultCode } from './faultCode.ts';
import { type ProviderFault, providerFault } from './providerFault.ts';
import { withoutSecrets } from './withoutSecrets.ts';

/** What is known of an answer whose status is no success. */
export interface FailedAnswer {
  readonly provider: string;
  readonly status: number;
  readonly headers: Pick<Headers, 'get'>;
  /** Its body, or as much of it as was read. */
  readonly body: string;
  readonly secrets: readonly string[];
}

/**
 * The error for an HTTP status: the code by the status, or by the provider's words where they say more; these words, the
 * provider's code, the request id. A web page in place of JSON is named and not shown. Neither request headers nor
 * secrets are part of the message.
 */
export function statusError(answer: FailedAnswer): RunnableError {
  const { provider, status, headers, secrets } = answer;
  const page = /^\s*</.test(answer.body);
  const fault = page ? undefined : faultOf(answer.body);
  const code = codeOf(status, fault, page);
  const said = page ? 'a web page instead of JSON' : shorten(fault?.message ?? answer.body);
  const request = headers.get('x-request-id') ?? headers.get('request-id');
  const message = [
    `${provider}: HTTP ${status}`,
    said && `: ${said}`,
    fault?.code && ` (${shorten(fault.code)})`,
    request && ` [request ${shorten(request)}]`,
    `. ${codeCures[page && code !== 'unauthorized' ? 'web_page' : code]}`,
  ];
  const told = headers.get('x-should-retry');
  const mayPass = code === 'rate_limited' || (code === 'provider_error' && status >= 400);
  const error = new RunnableError(message.filter(Boolean).join(''), {
    code,
    status,
    retryable: told === 'true' || (told !== 'false' && mayPass),
    ...(fault?.code !== undefined && { providerCode: fault.code }),
  });
  return withoutSecrets(error, secrets);
}

function codeOf(status: number, fault: ProviderFault | undefined, page: boolean): keyof typeof codeCures {
  if (status === 401) return 'unauthorized';
  if (status === 404) return 'not_found';
  if (status === 429) return 'rate_limited';
  const told = faultCode(fault);
  if (told) return told;
  if (status === 403) return 'unauthorized';
  if (status >= 500 || status < 400 || status === 408 || status === 409) return 'provider_error';
  return page ? 'web_page' : 'bad_request';
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
