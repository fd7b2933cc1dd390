import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { type FromAiSdkOptions, fromAiSdk } from '../../src/ai-sdk/fromAiSdk.ts';
import type { ChatModel } from '../../src/models/chatModel.ts';

/** The key that the real packages send, which no message may show. */
export const apiKey = 'sk-secret-1';

export interface RealModel {
  /** The beginning of the names of its fixtures. */
  readonly prefix: string;
  /** A regular reply in text. */
  readonly text: string;
  make(baseURL: string, options?: FromAiSdkOptions): ChatModel;
}

/** The packages of the AI SDK as a user has them, by name. */
export const realModels: readonly (readonly [string, RealModel])[] = [
  [
    '@ai-sdk/openai-compatible',
    {
      prefix: 'openai-chat-',
      text: 'openai-chat-text.sse',
      make: (baseURL, options) =>
        fromAiSdk(
          createOpenAICompatible({ name: 'local', baseURL, apiKey, includeUsage: true })('m'),
          options,
        ),
    },
  ],
  [
    '@ai-sdk/anthropic',
    {
      prefix: 'anthropic-',
      text: 'anthropic-messages-text.sse',
      make: (baseURL, options) =>
        fromAiSdk(createAnthropic({ baseURL, apiKey })('claude-sonnet-4-5'), options),
    },
  ],
];
