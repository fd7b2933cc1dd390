import type { Join } from '../../operators/Join.ts';
import { replaceChunks } from '../../operators/replaceChunks.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import { isRecordJoin, recordJoin } from '../step/recordJoin.ts';
import { nothing } from '../step/Step.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Members of a record, chunk by chunk: one key gives its value, several give a record of those that are there. A chunk that
 * has none of them gives nothing; a chunk that is no record is an error (`bad_chunk`).
 *
 * @example
 * chain(parallel({ answer, sources }), pick('answer')).stream(question);
 */
export function pick(keys: string | readonly string[]): Runnable<Fields, unknown> {
  const name = `RunnablePick<${typeof keys === 'string' ? keys : keys.join(',')}>`;
  return runnable({
    name,
    type: 'chain',
    joinFrom: typeof keys === 'string' ? (source) => joinOfKey(source, keys) : joinOfKeys,
    chunk: (chunk: Fields) => {
      if (typeof chunk !== 'object' || chunk === null) throw noRecord(name, chunk);
      return typeof keys === 'string' ? memberOf(chunk, keys) : recordOf(chunk, keys);
    },
  });
}

function memberOf(chunk: Fields, key: string): unknown {
  return Object.hasOwn(chunk, key) ? chunk[key] : nothing;
}

function recordOf(chunk: Fields, keys: readonly string[]): unknown {
  const present = keys.filter((key) => Object.hasOwn(chunk, key));
  return present.length === 0 ? nothing : Object.fromEntries(present.map((key) => [key, chunk[key]]));
}

function joinOfKey(source: Join<unknown> | undefined, key: string): Join<unknown> | undefined {
  if (isRecordJoin(source)) return source.joinOfKey(key);
  return source === replaceChunks ? source : undefined;
}

function joinOfKeys(source: Join<unknown> | undefined): Join<unknown> | undefined {
  if (source === replaceChunks || isRecordJoin(source)) return source;
  return recordJoin(() => undefined) as unknown as Join<unknown>;
}

function noRecord(name: string, chunk: unknown): RunnableError {
  return new RunnableError(`${name} takes records; got ${Array.isArray(chunk) ? 'a list' : typeof chunk}.`, {
    code: 'bad_chunk',
  });
}
