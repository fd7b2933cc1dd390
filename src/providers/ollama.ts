import type { ChatModel } from '../models/chatModel.ts';
import { LineFrames } from './LineFrames.ts';
import { OllamaChunks } from './OllamaChunks.ts';
import type { OllamaOptions } from './OllamaOptions.ts';
import { ollamaBody } from './ollamaBody.ts';
import type { ProviderOptions } from './ProviderOptions.ts';
import { type ProviderSpec, providerModel } from './providerModel.ts';

export interface OllamaModelOptions extends ProviderOptions, OllamaOptions {
  readonly model: string;
  /** Where the server is, without `/api/chat`; default http://127.0.0.1:11434. */
  readonly baseURL?: string | undefined;
}

/**
 * A chat model on Ollama's own API. Streams text, thinking, whole tool calls, usage and the finish reason. Completes,
 * fails and is cancelled as `openaiCompatible` does; a model that is still being loaded counts as silence (`timeout`).
 *
 * @example
 * const model = ollama({ model: 'llama3.2' });
 * model.stream('Which colour is the sky?').subscribe((chunk) => show(chunk.content)); // 'The ', 'sky ', 'is ', 'blue', '.'
 */
export function ollama(options: OllamaModelOptions): ChatModel {
  return providerModel(spec, options);
}

const spec: ProviderSpec<OllamaModelOptions> = {
  provider: 'ollama',
  name: 'ChatOllama',
  baseURL: 'http://127.0.0.1:11434',
  path: '/api/chat',
  bodyOf: ollamaBody,
  frames: (onFrame, provider) => new LineFrames(onFrame, provider),
  wire: () => new OllamaChunks(),
  jsonOptions: ({ schema }) => ({ format: schema }),
};
