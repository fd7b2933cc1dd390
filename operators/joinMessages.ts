import type { AIMessage } from '../src/messages/AIMessage.ts';
import type { AIMessageChunk } from '../src/messages/AIMessageChunk.ts';
import { addMessageChunks } from './addMessageChunks.ts';
import { MessageSum } from './MessageSum.ts';
import type { Sum } from './Sum.ts';
import { wholeMessage } from './wholeMessage.ts';

/** The join of models: chunks add, and the whole is an `AIMessage`. */
export interface JoinMessages {
  (left: AIMessageChunk, right: AIMessageChunk): AIMessageChunk;
  sum(): Sum<AIMessageChunk>;
  whole(value: AIMessageChunk): AIMessage;
}

/**
 * The join of models: chunks add as in `addMessageChunks`; what `invoke` gives is the whole message.
 *
 * @example
 * joinMessages.whole(joinMessages(aiChunk('Hel'), aiChunk('lo'))); // { type: 'ai', content: 'Hello' }
 */
export const joinMessages: JoinMessages = /* @__PURE__ */ Object.assign(
  (left: AIMessageChunk, right: AIMessageChunk): AIMessageChunk => addMessageChunks(left, right),
  { sum: (): Sum<AIMessageChunk> => new MessageSum(), whole: wholeMessage },
);
