export type { OpenAIChatOptions } from './OpenAIChatOptions.ts';
export { type OpenAICompatibleOptions, openaiCompatible } from './openaiCompatible.ts';
export type { ProviderOptions } from './ProviderOptions.ts';
export type { RequestLimits, RetryLimits } from './RequestLimits.ts';
