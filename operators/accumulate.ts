import { defer, type MonoTypeOperatorFunction, map } from 'rxjs';
import type { Join } from './Join.ts';
import { sumOf } from './sumOf.ts';

/**
 * The running sum: emits for each chunk the joined value of all chunks so far. Without a join the value decides: text and
 * message chunks add, lists concatenate, everything else replaces.
 *
 * Completes and errs with the source, also when a chunk cannot be joined; unsubscribing unsubscribes from the source.
 *
 * @example
 * of('Hel', 'lo').pipe(accumulate()).subscribe(console.log); // 'Hel', 'Hello'
 */
export function accumulate<T>(join?: Join<T>): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      const sum = sumOf(join);
      return source.pipe(
        map((chunk) => {
          sum.add(chunk);
          return sum.value;
        }),
      );
    });
}
