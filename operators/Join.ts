import type { Sum } from './Sum.ts';

/** How the chunks of a stream become one value: two at a time, or many at once with a sum. */
export interface Join<T> {
  (left: T, right: T): T;
  /** A sum that does the same for many chunks in linear time. */
  sum?(): Sum<T>;
  /** The form of the joined value that `invoke` gives, where it differs from a chunk. */
  whole?(value: T): unknown;
}
