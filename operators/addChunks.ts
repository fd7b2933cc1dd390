import { isMessage } from '../src/messages/isMessage.ts';
import { addMessageChunks } from './addMessageChunks.ts';
import type { Sum } from './Sum.ts';
import { ValueSum } from './ValueSum.ts';

/** Adds two chunks of any kind; `sum` does it for many. */
export interface AddChunks {
  <T>(left: T, right: T): T;
  sum<T>(): Sum<T>;
}

/**
 * Adds two chunks by value: text concatenates, message chunks add, lists concatenate; of everything else, and of two
 * different kinds, the right one stands. Neither argument is changed.
 *
 * @example
 * addChunks('Hel', 'lo'); // 'Hello'
 * addChunks(aiChunk('Hel'), aiChunk('lo')); // { type: 'ai_chunk', content: 'Hello' }
 */
export const addChunks: AddChunks = /* @__PURE__ */ Object.assign(add, {
  sum: <T>(): Sum<T> => new ValueSum() as Sum<T>,
});

function add<T>(left: T, right: T): T;
function add(left: unknown, right: unknown): unknown {
  if (typeof left === 'string' && typeof right === 'string') {
    return left + right;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.concat(right);
  }
  if (isMessage(left) && isMessage(right) && (left.type === 'ai_chunk' || right.type === 'ai_chunk')) {
    return addMessageChunks(left, right);
  }
  return right;
}
