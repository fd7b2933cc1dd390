import { isRecord } from '../../operators/isRecord.ts';
import type { Join } from '../../operators/Join.ts';
import { joinMessages } from '../../operators/joinMessages.ts';
import { replaceChunks } from '../../operators/replaceChunks.ts';
import { joinTurns } from '../agents/joinTurns.ts';
import { isRecordJoin, recordJoin } from '../step/recordJoin.ts';

/**
 * How the chunks of a run join, as data: by value, as snapshots, as a reply, as the turns of an agent, or key by key so far as keys
 * have been seen.
 */
export type JoinRule = 'value' | 'replace' | 'messages' | 'turns' | RecordRule;

interface RecordRule {
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly keys: { readonly [key: string]: JoinRule };
}

/** The rule that a join follows, for the keys that a chunk has. A join of the user's own cannot be told: the value decides. */
export function ruleOf(join: Join<unknown> | undefined, chunk: unknown): JoinRule {
  if (join === replaceChunks) return 'replace';
  if (join === (joinMessages as unknown)) return 'messages';
  if (join === (joinTurns as unknown)) return 'turns';
  if (!isRecordJoin(join) || !isRecord(chunk)) return 'value';
  const keys = Object.entries(chunk).map(([key, part]) => [key, ruleOf(join.joinOfKey(key), part)]);
  return { first: join.first(), last: join.last, keys: Object.fromEntries(keys) };
}

/** What both say; of a key that both have, the later one, as far as it says more. */
export function mergeRules(before: JoinRule | undefined, after: JoinRule): JoinRule {
  if (typeof before !== 'object' || typeof after !== 'object')
    return after === 'value' ? (before ?? after) : after;
  const both = Object.entries(after.keys).map(([key, rule]) => [
    key,
    mergeRules(Object.hasOwn(before.keys, key) ? before.keys[key] : undefined, rule),
  ]);
  return { ...after, keys: { ...before.keys, ...Object.fromEntries(both) } };
}

/** The join that follows a rule; of a record the keys are looked up when they come, since more of them may become known. */
export function joinOfRule(rule: () => JoinRule | undefined): Join<unknown> | undefined {
  const known = rule();
  if (known === 'replace') return replaceChunks as Join<unknown>;
  if (known === 'messages') return joinMessages as unknown as Join<unknown>;
  if (known === 'turns') return joinTurns as unknown as Join<unknown>;
  if (typeof known !== 'object') return undefined;
  const ruleOfKey = (key: string) => (): JoinRule | undefined => {
    const now = rule();
    return typeof now === 'object' && Object.hasOwn(now.keys, key) ? now.keys[key] : undefined;
  };
  return recordJoin(
    (key) => joinOfRule(ruleOfKey(key)),
    () => known.first,
    known.last,
  ) as unknown as Join<unknown>;
}
