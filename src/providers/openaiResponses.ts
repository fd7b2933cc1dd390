import type { ChatModel } from '../models/chatModel.ts';
import type { OpenAIHeaders } from './OpenAIHeaders.ts';
import { OpenAIResponsesChunks } from './OpenAIResponsesChunks.ts';
import type { OpenAIResponsesOptions } from './OpenAIResponsesOptions.ts';
import { openAIResponsesBody } from './openAIResponsesBody.ts';
import type { ProviderOptions } from './ProviderOptions.ts';
import { type ProviderSpec, providerModel } from './providerModel.ts';
import { SseFrames } from './SseFrames.ts';
import { withOpenAIHeaders } from './withOpenAIHeaders.ts';

export interface OpenAIResponsesModelOptions extends ProviderOptions, OpenAIResponsesOptions, OpenAIHeaders {
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
  return providerModel(spec, withOpenAIHeaders(options));
}

const spec: ProviderSpec<OpenAIResponsesModelOptions> = {
  provider: 'openaiResponses',
  name: 'ChatOpenAI',
  baseURL: 'https://api.openai.com/v1',
  path: '/responses',
  bodyOf: openAIResponsesBody,
  frames: (onFrame, provider) => new SseFrames(onFrame, provider),
  wire: () => new OpenAIResponsesChunks(),
  jsonOptions: (form) => ({ text: { format: { type: 'json_schema', ...form } } }),
};
