import { ChatOpenAI } from '@langchain/openai';
import type { FromLangChainOptions } from '../../src/langchain/FromLangChainOptions.ts';
import { fromLangChain } from '../../src/langchain/fromLangChain.ts';
import type { ChatModel } from '../../src/models/chatModel.ts';

/** The key that the real package sends, which no message may show. */
export const apiKey = 'sk-secret-1';

/** LangChain's own model against a local server; `responses` for OpenAI's other wire. */
export function chatOpenAI(baseURL: string, wire: 'chat' | 'responses' = 'chat'): ChatOpenAI {
  return new ChatOpenAI({
    model: 'm',
    apiKey,
    maxRetries: 0,
    useResponsesApi: wire === 'responses',
    configuration: { baseURL },
  });
}

/** The same as a model of ours. */
export function realModel(baseURL: string, options?: FromLangChainOptions): ChatModel {
  return fromLangChain(chatOpenAI(baseURL), options);
}
