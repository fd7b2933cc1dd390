import { defer, type Observable } from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
import { type ChatModel, chatModel } from '../models/chatModel.ts';
import type { ModelOptions } from '../models/ModelOptions.ts';
import type { ChatFormat } from './ChatFormat.ts';
import { LineFrames } from './LineFrames.ts';
import { mergeOptions } from './mergeOptions.ts';
import { OllamaChunks } from './OllamaChunks.ts';
import type { OllamaOptions } from './OllamaOptions.ts';
import { ollamaBody } from './ollamaBody.ts';
import type { ProviderOptions } from './ProviderOptions.ts';
import { providerRequest } from './providerRequest.ts';
import { streamChat } from './streamChat.ts';

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
  const { baseURL = 'http://127.0.0.1:11434', name = 'ChatOllama' } = options;
  const request = providerRequest(
    {
      provider: 'ollama',
      baseURL,
      path: '/api/chat',
      keyHeader: (key) => ({ authorization: `Bearer ${key}` }),
    },
    options,
  );
  const stream = (messages: readonly Message[], call: ModelOptions): Observable<AIMessageChunk> =>
    defer(() => {
      const merged = mergeOptions<OllamaOptions>(options, call as OllamaOptions);
      return streamChat(request(ollamaBody(messages, merged)), format, options);
    });
  return chatModel({ name, stream, jsonOptions: ({ schema }) => ({ format: schema }) });
}

const format: ChatFormat = {
  frames: (onFrame) => new LineFrames(onFrame),
  wire: () => new OllamaChunks(),
};
