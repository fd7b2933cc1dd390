import { ReplaceSum } from './ReplaceSum.ts';
import type { Sum } from './Sum.ts';

/** The join of snapshots: the last chunk stands. */
export interface ReplaceChunks {
  <T>(left: T, right: T): T;
  sum<T>(): Sum<T>;
}

/**
 * The join of snapshots: the last one stands.
 *
 * @example
 * replaceChunks([1], [1, 2]); // [1, 2]
 */
export const replaceChunks: ReplaceChunks = /* @__PURE__ */ Object.assign(
  <T>(_left: T, right: T): T => right,
  {
    sum: <T>(): Sum<T> => new ReplaceSum<T>(),
  },
);
