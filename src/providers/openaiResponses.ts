import { defer, type Observable } from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
import { type ChatModel, chatModel } from '../models/chatModel.ts';
import type { ModelOptions } from '../models/ModelOptions.ts';
import type { ChatFormat } from './ChatFormat.ts';
import { mergeOptions } from './mergeOptions.ts';
import { OpenAIResponsesChunks } from './OpenAIResponsesChunks.ts';
import type { OpenAIResponsesOptions } from './OpenAIResponsesOptions.ts';
import { openAIResponsesBody } from './openAIResponsesBody.ts';
import type { ProviderOptions } from './ProviderOptions.ts';
import { providerRequest } from './providerRequest.ts';
import { SseFrames } from './SseFrames.ts';
import { streamChat } from './streamChat.ts';

export interface OpenAIResponsesModelOptions extends ProviderOptions, OpenAIResponsesOptions {
  readonly model: string;
  /** Where the API is, up to and without `/responses`; default https://api.openai.com/v1. */
  readonly baseURL?: string | undefined;
}

/**
 * A chat model on the OpenAI responses API. Streams text, tool-call fragments, reasoning, usage and the finish reason.
 * Completes, fails and is cancelled as `openaiCompatible` does.
 *
 * @example
 * const model = openaiResponses({ model: 'gpt-5', apiKey: process.env.OPENAI_API_KEY });
 * model.stream('Which colour is the sky?').subscribe((chunk) => show(chunk.content)); // 'The ', 'sky ', 'is ', 'blue', '.'
 */
export function openaiResponses(options: OpenAIResponsesModelOptions): ChatModel {
  const { baseURL = 'https://api.openai.com/v1', name = 'ChatOpenAI' } = options;
  const request = providerRequest(
    {
      provider: 'openaiResponses',
      baseURL,
      path: '/responses',
      keyHeader: (key) => ({ authorization: `Bearer ${key}` }),
    },
    options,
  );
  const stream = (messages: readonly Message[], call: ModelOptions): Observable<AIMessageChunk> =>
    defer(() => {
      const merged = mergeOptions<OpenAIResponsesOptions>(options, call as OpenAIResponsesOptions);
      return streamChat(request(openAIResponsesBody(messages, merged)), format, options);
    });
  return chatModel({
    name,
    stream,
    jsonOptions: (form) => ({ text: { format: { type: 'json_schema', ...form } } }),
  });
}

const format: ChatFormat = {
  frames: (onFrame) => new SseFrames(onFrame),
  wire: () => new OpenAIResponsesChunks(),
};
