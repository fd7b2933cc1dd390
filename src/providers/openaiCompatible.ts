import { defer, type Observable } from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
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
 * model([human('Which colour is the sky?')]).subscribe((chunk) => show(chunk.content)); // 'The ', 'sky ', 'is ', 'blue', '.'
 */
export function openaiCompatible(
  options: OpenAICompatibleOptions,
): (
  messages: readonly Message[],
  call?: OpenAIChatOptions & { readonly signal?: AbortSignal | undefined },
) => Observable<AIMessageChunk> {
  const { baseURL, streamUsage = true } = options;
  const provider = 'openaiCompatible';
  const request = providerRequest(
    {
      provider,
      baseURL,
      path: '/chat/completions',
      keyHeader: (key) => ({ authorization: `Bearer ${key}` }),
    },
    options,
  );
  return (messages, call = {}) =>
    defer(() =>
      streamChat(
        request(openAIChatBody(messages, merged(options, call), streamUsage)),
        format,
        options,
        call.signal,
      ),
    );
}

const format = {
  frames: (onFrame: ConstructorParameters<typeof SseFrames>[0]): SseFrames => new SseFrames(onFrame),
  wire: (): OpenAIChatChunks => new OpenAIChatChunks(),
};

/** An option that a call leaves undefined is the model's. */
function merged(options: OpenAIChatOptions, call: OpenAIChatOptions): OpenAIChatOptions {
  const given = Object.fromEntries(Object.entries(call).filter(([, value]) => value !== undefined));
  return { ...options, ...given, body: { ...options.body, ...call.body } };
}
