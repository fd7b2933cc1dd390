import { addChunks } from '../../operators/addChunks.ts';
import { isRecord } from '../../operators/isRecord.ts';
import type { Join } from '../../operators/Join.ts';
import { isMessage } from '../messages/isMessage.ts';
import { setOwn } from '../messages/setOwn.ts';

/**
 * How chunks join in LangChain, where records come in parts: key by key. It is the rule of its parallel and assign steps;
 * snapshots, which replace each other, cannot be told from parts by their looks.
 */
export const langChainJoin: Join<unknown> = (left, right) => {
  if (!isPlain(left) || !isPlain(right)) return addChunks(left, right);
  const joined = {};
  for (const [key, value] of Object.entries(left)) setOwn(joined, key, value);
  for (const [key, value] of Object.entries(right)) {
    setOwn(joined, key, Object.hasOwn(joined, key) ? langChainJoin((joined as Record<string, unknown>)[key], value) : value);
  }
  return joined;
};

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && !isMessage(value);
}
