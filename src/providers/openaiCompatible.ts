import type { ChatModel } from '../models/chatModel.ts';
import { OpenAIChatChunks } from './OpenAIChatChunks.ts';
import type { OpenAIChatOptions } from './OpenAIChatOptions.ts';
import type { OpenAIHeaders } from './OpenAIHeaders.ts';
import { openAIChatBody } from './openAIChatBody.ts';
import type { ProviderOptions } from './ProviderOptions.ts';
import { type ProviderSpec, providerModel } from './providerModel.ts';
import { SseFrames } from './SseFrames.ts';
import { withOpenAIHeaders } from './withOpenAIHeaders.ts';

export interface OpenAICompatibleOptions extends ProviderOptions, OpenAIChatOptions, OpenAIHeaders {
  /** Where the API is, up to and without `/chat/completions`. */
  readonly baseURL: string;
  readonly model: string;
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
  return providerModel(spec, withOpenAIHeaders(options));
}

const spec: ProviderSpec<OpenAICompatibleOptions> = {
  provider: 'openaiCompatible',
  name: 'ChatOpenAI',
  path: '/chat/completions',
  bodyOf: openAIChatBody,
  frames: (onFrame, provider) => new SseFrames(onFrame, provider),
  wire: () => new OpenAIChatChunks(),
};
