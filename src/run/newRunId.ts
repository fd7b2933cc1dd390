import { v7 } from 'uuid';
import { uuidText } from './uuidText.ts';

const bytesPerId = 16;
const pooledIds = 256;
const random: Uint8Array = new Uint8Array(bytesPerId);
const bytes: Uint8Array = new Uint8Array(bytesPerId);
let pool: Uint8Array | undefined;
let next = 0;

/**
 * A uuid v7 (RFC 9562): ordered by time. Random bytes are drawn for 256 ids at once, and the arrays are used again: an observed
 * run makes four ids or more, which were a third of all that it allocated.
 */
export function newRunId(): string {
  if (pool === undefined || next === pool.length) {
    pool = crypto.getRandomValues(new Uint8Array(bytesPerId * pooledIds));
    next = 0;
  }
  for (let i = 0; i < bytesPerId; i++) random[i] = pool[next++]!;
  return uuidText(v7({ random }, bytes));
}
