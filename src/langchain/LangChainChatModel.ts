import type { BaseMessageChunk } from '@langchain/core/messages';

/** A chat model of LangChain, seen by its shape. */
export interface LangChainChatModel {
  _llmType(): string;
  _modelType(): string;
  getName(): string;
  stream(input: never, options?: never): Promise<AsyncIterable<BaseMessageChunk>>;
  bindTools?(tools: never, options?: never): unknown;
}
