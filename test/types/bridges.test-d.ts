import type {
  EmbeddingModelV2,
  EmbeddingModelV3,
  EmbeddingModelV4,
  LanguageModelV2,
  LanguageModelV3,
  LanguageModelV4,
} from '@ai-sdk/provider';
import type { AIMessage as LcAIMessage, AIMessageChunk as LcAIMessageChunk } from '@langchain/core/messages';
import type { StringOutputParser } from '@langchain/core/output_parsers';
import type { ChatPromptTemplate } from '@langchain/core/prompts';
import type { Runnable as LcRunnable } from '@langchain/core/runnables';
import type { ChatOpenAI } from '@langchain/openai';
import { describe, expectTypeOf, it } from 'vitest';
import type { AiSdkEmbeddingModel } from '../../src/ai-sdk/AiSdkEmbeddingModel.ts';
import type { AiSdkLanguageModel } from '../../src/ai-sdk/AiSdkLanguageModel.ts';
import type { fromAiSdk } from '../../src/ai-sdk/fromAiSdk.ts';
import { fromLangChain } from '../../src/langchain/fromLangChain.ts';
import type { LangChainValue } from '../../src/langchain/LangChainValue.ts';
import type { OurValue } from '../../src/langchain/OurValue.ts';
import { toLangChain } from '../../src/langchain/toLangChain.ts';
import type { AIMessage } from '../../src/messages/AIMessage.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import type { PromptValue } from '../../src/messages/PromptValue.ts';
import type { ChatModel } from '../../src/models/chatModel.ts';
import type { Runnable } from '../../src/Runnable.ts';

describe('fromAiSdk', () => {
  it('takes the models of every version', () => {
    expectTypeOf<LanguageModelV2>().toExtend<AiSdkLanguageModel>();
    expectTypeOf<LanguageModelV3>().toExtend<AiSdkLanguageModel>();
    expectTypeOf<LanguageModelV4>().toExtend<AiSdkLanguageModel>();
    expectTypeOf<EmbeddingModelV2<string>>().toExtend<AiSdkEmbeddingModel>();
    expectTypeOf<EmbeddingModelV3>().toExtend<AiSdkEmbeddingModel>();
    expectTypeOf<EmbeddingModelV4>().toExtend<AiSdkEmbeddingModel>();
    expectTypeOf<string>().not.toExtend<Parameters<typeof fromAiSdk>[0]>();
  });
});

describe('fromLangChain', () => {
  it('gives a chat model for a chat model', () => {
    expectTypeOf(fromLangChain({} as ChatOpenAI)).toEqualTypeOf<ChatModel>();
  });

  it('gives what a runnable gives, as our data', () => {
    expectTypeOf(fromLangChain({} as StringOutputParser)).toEqualTypeOf<Runnable<unknown, string, string>>();
    expectTypeOf(fromLangChain({} as ChatPromptTemplate)).toEqualTypeOf<
      Runnable<unknown, PromptValue, PromptValue>
    >();
    expectTypeOf<OurValue<LcAIMessageChunk>>().toEqualTypeOf<{ out: AIMessage; chunk: AIMessageChunk }>();
    // @ts-expect-error a function is no runnable of LangChain
    fromLangChain((text: string) => text);
  });
});

describe('toLangChain', () => {
  it('gives a runnable of LangChain with its values', () => {
    expectTypeOf(toLangChain({} as Runnable<string, number>)).toEqualTypeOf<LcRunnable<string, number>>();
    expectTypeOf<LangChainValue<AIMessageChunk>>().toEqualTypeOf<LcAIMessageChunk>();
    expectTypeOf<LangChainValue<AIMessage>>().toEqualTypeOf<LcAIMessage>();
    // @ts-expect-error a function is no runnable of ours
    toLangChain((text: string) => text);
  });
});
