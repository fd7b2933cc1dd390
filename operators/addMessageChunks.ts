import type { AIMessageChunk } from '../src/messages/AIMessageChunk.ts';
import type { Message } from '../src/messages/Message.ts';
import { cannotAdd } from './cannotAdd.ts';
import { MessageSum } from './MessageSum.ts';

/**
 * The sums of results that hold tool calls, so that a fold does not read their arguments again at every step. A sum
 * belongs to one result and is taken from it once: a value that is added to twice is read again.
 */
const sums: WeakMap<object, MessageSum> = /* @__PURE__ */ new WeakMap();

/**
 * Adds two pieces of a reply; neither is changed.
 *
 * - content: text concatenates; text before a list is its first block; text after a list goes on with a last block of
 *   text; blocks with the same `index` and type become one
 * - tool call fragments with the same `index` and no other id become one; `tool_calls` shows their arguments so far
 * - usage adds up; an id of the provider wins over `run-…`; metadata merge, identities are kept and not doubled
 *
 * Messages of different classes do not add: a `RunnableError` with the code `cannot_add`.
 *
 * @example
 * addMessageChunks(aiChunk('Hel'), aiChunk('lo')); // { type: 'ai_chunk', content: 'Hello' }
 */
export function addMessageChunks(left: Message, right: Message): AIMessageChunk {
  if (left.type !== 'ai_chunk' || right.type !== 'ai_chunk') {
    throw cannotAdd(left.type, right.type);
  }
  const sum = sums.get(left) ?? startedWith(left);
  sums.delete(left);
  sum.add(right);
  const { value } = sum;
  if (value.tool_call_chunks !== undefined) {
    sums.set(value, sum);
  }
  return value;
}

function startedWith(chunk: AIMessageChunk): MessageSum {
  const sum = new MessageSum();
  sum.add(chunk);
  return sum;
}
