import { defer, type Observable } from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
import { type ChatModel, chatModel } from '../models/chatModel.ts';
import type { ModelOptions } from '../models/ModelOptions.ts';
import type { ChatFormat } from './ChatFormat.ts';
import { mergeOptions } from './mergeOptions.ts';
import { OpenAIChatChunks } from './OpenAIChatChunks.ts';
import type { OpenAIChatOptions } from './OpenAIChatOptions.ts';
import { openAIChatBody } from './openAIChatBody.ts';
import type { ProviderOptions } from './ProviderOptions.ts';
import { providerRequest } from './providerRequest.ts';
import { SseFrames } from './SseFrames.ts';
import { streamChat } from './streamChat.ts';

export interface OpenAICompatibleOptions extends ProviderOptions, OpenAIChatOptions {
  /** Where the API is, up to and without `/chat/completions`. */
  readonly baseURL: string;
  readonly model: string;
  /** Asks for usage (`stream_options`); false for servers that refuse it. Default true. */
  readonly streamUsage?: boolean | undefined;
}

/**
 * A chat model on any server that speaks OpenAI's chat completions: OpenAI, vLLM, llama.cpp, Ollama, OpenRouter, …
 * Streams text, tool-call fragments, reasoning, usage and the finish reason as they come. Completes when the server has
 * said that the reply is whole; a reply that is cut short fails with `interrupted`, silence with `timeout`, a status or
 * an error frame with its own code (docs/providers.md), and what had arrived is `error.partial`. Unsubscribing closes
 * the connection.
 *
 * @example
 * const model = openaiCompatible({ baseURL: 'http://127.0.0.1:11434/v1', model: 'llama3.2' });
 * model.stream('Which colour is the sky?').subscribe((chunk) => show(chunk.content)); // 'The ', 'sky ', 'is ', 'blue', '.'
 */
export function openaiCompatible(options: OpenAICompatibleOptions): ChatModel {
  const { baseURL, streamUsage = true, name = 'ChatOpenAI' } = options;
  const request = providerRequest(
    {
      provider: 'openaiCompatible',
      baseURL,
      path: '/chat/completions',
      keyHeader: (key) => ({ authorization: `Bearer ${key}` }),
    },
    options,
  );
  const stream = (messages: readonly Message[], call: ModelOptions): Observable<AIMessageChunk> =>
    defer(() =>
      streamChat(
        request(
          openAIChatBody(
            messages,
            mergeOptions<OpenAIChatOptions>(options, call as OpenAIChatOptions),
            streamUsage,
          ),
        ),
        format,
        options,
      ),
    );
  return chatModel({ name, stream });
}

const format: ChatFormat = {
  frames: (onFrame) => new SseFrames(onFrame),
  wire: () => new OpenAIChatChunks(),
};
