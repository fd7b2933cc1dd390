import type { ChatModel } from '../models/chatModel.ts';
import { AnthropicChunks } from './AnthropicChunks.ts';
import type { AnthropicOptions } from './AnthropicOptions.ts';
import { anthropicBody } from './anthropicBody.ts';
import type { ProviderOptions } from './ProviderOptions.ts';
import { type ProviderSpec, providerModel } from './providerModel.ts';
import { SseFrames } from './SseFrames.ts';

export interface AnthropicModelOptions extends ProviderOptions, AnthropicOptions {
  readonly model: string;
  /** Where the API is, up to and without `/v1/messages`; default https://api.anthropic.com. */
  readonly baseURL?: string | undefined;
}

/**
 * A chat model on the Anthropic messages API. Streams text, tool-call fragments, thinking, usage and the stop reason.
 * Completes, fails and is cancelled as `openaiCompatible` does.
 *
 * @example
 * const model = anthropic({ model: 'claude-sonnet-4-5', apiKey: process.env.ANTHROPIC_API_KEY });
 * model.stream('Which colour is the sky?').subscribe((chunk) => show(chunk.content)); // 'The ', 'sky ', 'is ', 'blue', '.'
 */
export function anthropic(options: AnthropicModelOptions): ChatModel {
  return providerModel(options.dangerouslyAllowBrowser ? browserSpec : spec, options);
}

const spec: ProviderSpec<AnthropicModelOptions> = {
  provider: 'anthropic',
  name: 'ChatAnthropic',
  baseURL: 'https://api.anthropic.com',
  path: '/v1/messages',
  keyHeader: 'x-api-key',
  headers: { 'anthropic-version': '2023-06-01' },
  bodyOf: anthropicBody,
  frames: (onFrame, provider) => new SseFrames(onFrame, provider),
  wire: () => new AnthropicChunks(),
};

/** The provider wants to hear that a browser is meant. */
const browserSpec: typeof spec = {
  ...spec,
  headers: { ...spec.headers, 'anthropic-dangerous-direct-browser-access': 'true' },
};
