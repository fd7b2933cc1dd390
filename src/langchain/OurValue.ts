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

/** What a value of LangChain becomes on our side: `chunk` in a stream, `out` whole. Records and lists keep their type. */
export type OurValue<T> = T extends LcAIMessage | LcAIMessageChunk
  ? { out: AIMessage; chunk: AIMessageChunk }
  : T extends BaseMessage
    ? { out: Message; chunk: Message }
    : T extends BasePromptValue
      ? { out: PromptValue; chunk: PromptValue }
      : { out: T; chunk: T };
