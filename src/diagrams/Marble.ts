import type { TimedMark } from './TimedMark.ts';

/** A chunk as a circle, or several that lie too near to each other as one capsule from `left` to `right`. */
export interface Marble {
  readonly left: number;
  readonly right: number;
  readonly chunks: readonly TimedMark[];
  /** Nothing, where there is no room for it. */
  readonly label: 'values' | 'count' | undefined;
}
