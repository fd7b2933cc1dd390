import type { Join } from '../../operators/Join.ts';
import { replaceChunks } from '../../operators/replaceChunks.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { describeValue } from '../step/describeValue.ts';
import type { Follow, Following } from '../step/Following.ts';
import { isRecordJoin, recordJoin } from '../step/recordJoin.ts';
import { nothing } from '../step/Step.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The value of one key. */
export interface Picked<In, Key extends keyof In> extends Runnable<In, In[Key]>, Following<PickOne<Key>> {
  withConfig(config: RunConfig): Picked<In, Key>;
}

/** A record of some keys. */
export interface PickedAll<In, Key extends keyof In>
  extends Runnable<In, { [K in Key]: In[K] }, { [K in Key]?: In[K] }>,
    Following<PickSome<Key>> {
  withConfig(config: RunConfig): PickedAll<In, Key>;
}

/**
 * Members of a record, chunk by chunk: one key gives its value, several give a record of those that are there. A chunk that
 * has none of them gives nothing; a chunk that is no record is an error (`bad_chunk`).
 *
 * @example
 * chain(parallel({ answer, sources }), pick('answer')).stream(question);
 */
export function pick<Key extends string, In extends RecordWith<Key>>(key: Key): Picked<In, Key>;
export function pick<Key extends string, In extends RecordWith<Key>>(
  keys: readonly Key[],
): PickedAll<In, Key>;
export function pick(keys: string | readonly string[]): Runnable<Fields, unknown> {
  const name = `RunnablePick<${typeof keys === 'string' ? keys : keys.join(',')}>`;
  return runnable({
    name,
    type: 'chain',
    joinFrom:
      typeof keys === 'string' ? (source) => joinOfKey(source, keys) : (source) => joinOfKeys(source, keys),
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

function joinOfKeys(source: Join<unknown> | undefined, keys: readonly string[]): Join<unknown> | undefined {
  if (source === replaceChunks) return source;
  return recordJoin(
    (key) => joinOfKey(source, key),
    () => keys,
  ) as unknown as Join<unknown>;
}

function noRecord(name: string, chunk: unknown): RunnableError {
  return new RunnableError(`${name} takes records; got ${describeValue(chunk)}.`, {
    code: 'bad_chunk',
  });
}

type RecordWith<Key extends string> = { readonly [K in Key]: unknown };

interface PickOne<Key> extends Follow {
  readonly out: Key extends keyof this['in'] ? Required<this['in']>[Key] : unknown;
  readonly chunk: Key extends keyof this['chunkIn'] ? Required<this['chunkIn']>[Key] : unknown;
}

interface PickSome<Key> extends Follow {
  readonly out: { [K in keyof this['in'] as Extract<K, Key>]: this['in'][K] };
  readonly chunk: { [K in keyof this['chunkIn'] as Extract<K, Key>]: this['chunkIn'][K] };
}
