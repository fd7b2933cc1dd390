import { defer, filter, type MonoTypeOperatorFunction, map, reduce } from 'rxjs';
import type { Join } from './Join.ts';
import { sumOf } from './sumOf.ts';

/**
 * The barrier: holds every chunk and emits their joined value once the source completes. Without a join the value
 * decides: text and message chunks add, lists concatenate, everything else replaces.
 *
 * An empty source completes empty; an error of the source or of the join is the only thing that comes out; unsubscribing
 * unsubscribes from the source.
 *
 * @example
 * of('Hel', 'lo').pipe(aggregate()).subscribe(console.log); // 'Hello'
 */
export function aggregate<T>(join?: Join<T>): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() =>
      source.pipe(
        reduce((sum, chunk) => {
          sum.add(chunk);
          return sum;
        }, sumOf(join)),
        filter((sum) => !sum.isEmpty),
        map((sum) => sum.value),
      ),
    );
}
