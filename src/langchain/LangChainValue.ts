import type {
  BaseMessage,
  AIMessage as LcAIMessage,
  AIMessageChunk as LcAIMessageChunk,
} from '@langchain/core/messages';
import type { BasePromptValue } from '@langchain/core/prompt_values';
import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
import type { PromptValue } from '../messages/PromptValue.ts';

/** What a value of ours becomes on LangChain's side. Records and lists keep their type. */
export type LangChainValue<T> = T extends AIMessageChunk
  ? LcAIMessageChunk
  : T extends AIMessage
    ? LcAIMessage
    : T extends Message
      ? BaseMessage
      : T extends PromptValue
        ? BasePromptValue
        : T;
