import { defer, type Observable } from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
import { type ChatModel, chatModel } from '../models/chatModel.ts';
import type { ModelOptions } from '../models/ModelOptions.ts';
import { AnthropicChunks } from './AnthropicChunks.ts';
import type { AnthropicOptions } from './AnthropicOptions.ts';
import { anthropicBody } from './anthropicBody.ts';
import type { ChatFormat } from './ChatFormat.ts';
import { mergeOptions } from './mergeOptions.ts';
import type { ProviderOptions } from './ProviderOptions.ts';
import { providerRequest } from './providerRequest.ts';
import { SseFrames } from './SseFrames.ts';
import { streamChat } from './streamChat.ts';

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
  const { baseURL = 'https://api.anthropic.com', name = 'ChatAnthropic' } = options;
  const headers = {
    'anthropic-version': '2023-06-01',
    ...(options.dangerouslyAllowBrowser && { 'anthropic-dangerous-direct-browser-access': 'true' }),
  };
  const request = providerRequest(
    {
      provider: 'anthropic',
      baseURL,
      path: '/v1/messages',
      keyHeader: (key) => ({ 'x-api-key': key }),
      headers,
    },
    options,
  );
  const stream = (messages: readonly Message[], call: ModelOptions): Observable<AIMessageChunk> =>
    defer(() => {
      const merged = mergeOptions<AnthropicOptions>(options, call as AnthropicOptions);
      return streamChat(request(anthropicBody(messages, merged)), format, options);
    });
  return chatModel({ name, stream });
}

const format: ChatFormat = {
  frames: (onFrame) => new SseFrames(onFrame),
  wire: () => new AnthropicChunks(),
};
