import type { Marble } from './Marble.ts';
import type { TimedMark } from './TimedMark.ts';

/** The radius of a marble. */
export const marbleRadius = 9;
/** Marbles whose middles are nearer to each other become one. */
const nearest = 20;
/** A capsule at least so long can be cut into two. */
const longest = 56;
const mostLetters = 3;
/** Between two marbles. */
const space = 2;

/**
 * The chunks of a lane as marbles that do not touch: what lies too near together is one capsule, a long one is cut into equal
 * parts of the time. `widthOf` tells how much a label needs; no marble grows beyond the bounds.
 */
export function marblesOf(
  chunks: readonly TimedMark[],
  x: (time: number) => number,
  widthOf: (chunks: readonly TimedMark[], label: 'values' | 'count') => number,
  [from, to]: readonly [from: number, to: number],
): readonly Marble[] {
  const groups = clustersOf(chunks, x).flatMap((cluster) => partsOf(cluster, x));
  let edge = from;
  return groups.map((group, i) => {
    const next = groups[i + 1]?.left ?? to;
    const free = Math.max(0, Math.min(group.left - edge, next - group.right) - space);
    const marble = labelled(group, free, widthOf);
    edge = marble.right;
    return marble;
  });
}

interface Group {
  readonly left: number;
  readonly right: number;
  readonly chunks: readonly TimedMark[];
}

function clustersOf(chunks: readonly TimedMark[], x: (time: number) => number): readonly TimedMark[][] {
  const clusters: TimedMark[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const chunk of chunks) {
    const at = x(chunk.time);
    if (at - last >= nearest) clusters.push([]);
    clusters.at(-1)!.push(chunk);
    last = at;
  }
  return clusters;
}

function partsOf(chunks: readonly TimedMark[], x: (time: number) => number): readonly Group[] {
  const left = x(chunks[0]!.time) - marbleRadius;
  const right = x(chunks.at(-1)!.time) + marbleRadius;
  const count = Math.max(1, Math.floor((right - left) / longest));
  if (count === 1) return [{ left, right, chunks }];
  const length = (right - left) / count;
  const parts = Array.from({ length: count }, (_, i) => ({
    left: left + i * length + (i === 0 ? 0 : space / 2),
    right: left + (i + 1) * length - (i === count - 1 ? 0 : space / 2),
    chunks: [] as TimedMark[],
  }));
  for (const chunk of chunks) {
    parts[Math.min(count - 1, Math.floor((x(chunk.time) - left) / length))]!.chunks.push(chunk);
  }
  return parts.filter((part) => part.chunks.length > 0);
}

/** A marble grows by what its label needs, as far as its neighbours leave it free; a label that has no room is left out. */
function labelled(
  { left, right, chunks }: Group,
  free: number,
  widthOf: (chunks: readonly TimedMark[], label: 'values' | 'count') => number,
): Marble {
  const choices = chunks.length === 1 ? (['values'] as const) : (['values', 'count'] as const);
  for (const label of choices) {
    if (label === 'values' && chunks.length > mostLetters) continue;
    const more = Math.max(0, widthOf(chunks, label) - (right - left)) / 2;
    if (more <= free) return { left: left - more, right: right + more, chunks, label };
  }
  return { left, right, chunks, label: undefined };
}
