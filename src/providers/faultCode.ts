import type { ProviderFault } from './providerFault.ts';

export type FaultCode =
  | 'context_length'
  | 'content_filter'
  | 'interrupted'
  | 'not_found'
  | 'rate_limited'
  | 'unauthorized';

/** Our code for what a provider says of a failure; undefined where its words name none of the known causes. */
export function faultCode(fault: ProviderFault | undefined): FaultCode | undefined {
  return fault && patterns.find(([, pattern]) => pattern.test(`${fault.code}: ${fault.message}`))?.[0];
}

/** By the provider's code, which stands first, and where providers have none for it by the usual messages. */
const patterns: readonly (readonly [FaultCode, RegExp])[] = [
  [
    'context_length',
    /context.?(length|window|size|limit)|(prompt|input)( is|_is)? too long|maximum (prompt|context|number of tokens)/i,
  ],
  [
    'content_filter',
    /content.?(filter|policy|management)|responsible.?ai|flagged|data_inspection_failed|^refusal/i,
  ],
  ['interrupted', /^(incomplete|insufficient_system_resource):/],
  ['not_found', /^(404|model_not_found|not_found_error)/],
  ['rate_limited', /^(429|rate_limit)/],
  ['unauthorized', /^(401|403|invalid_api_key|authentication_error)/],
];
