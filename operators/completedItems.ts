import { concat, concatMap, defer, from, type OperatorFunction } from 'rxjs';
import { lookUp } from './lookUp.ts';
import type { PathIn } from './PathIn.ts';
import type { ValueAt } from './ValueAt.ts';

/**
 * Emits each element of the list at `path` once it is complete: when the next element or a later member of a container
 * around the list begins, the last at the latest with the source. An element is emitted once, as the very object that stands
 * in all later snapshots.
 *
 * The source emits snapshots of one growing value (`parsePartialJson`, `jsonParser`). Completes with it; as long as there is
 * no list at the path, or for an empty source, nothing comes out. An error passes at once, without the element that was
 * growing. Unsubscribing tears the source down.
 *
 * @example
 * of('{"countries": [{"name": "Sp', 'ain"}, {"name": "Jap', 'an"}]}')
 *   .pipe(parsePartialJson(), completedItems(['countries']))
 *   .subscribe(console.log);
 * // { name: 'Spain' }
 * // { name: 'Japan' }
 */
export function completedItems<Snapshot, const Path extends readonly (string | number)[]>(
  path: Path & PathIn<Snapshot, Path>,
): OperatorFunction<Snapshot, ItemOf<ValueAt<Snapshot, Path>>> {
  type Item = ItemOf<ValueAt<Snapshot, Path>>;
  return (snapshots) =>
    defer(() => {
      let emitted = 0;
      let items: readonly unknown[] = [];
      const upTo = (end: number): readonly Item[] => {
        const start = emitted;
        emitted = Math.max(start, end);
        return items.slice(start, emitted) as Item[];
      };
      return concat(
        snapshots.pipe(
          concatMap((snapshot) => {
            const list = lookUp(snapshot, path);
            if (!Array.isArray(list) || list === items)
              return isOver(snapshot, path) ? upTo(items.length) : [];
            items = list;
            return upTo(isOver(snapshot, path) ? list.length : list.length - 1);
          }),
        ),
        defer(() => from(upTo(items.length))),
      );
    });
}

type ItemOf<List> = unknown extends List ? unknown : List extends readonly (infer Item)[] ? Item : never;

/** Whether something stands behind the path in a container on the way: what is at the path grows no more. */
function isOver(snapshot: unknown, path: readonly (string | number)[]): boolean {
  let place = snapshot;
  for (const key of path) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, key)) return false;
    if (Array.isArray(place)) {
      if (Number(key) < place.length - 1) return true;
    } else if (!isIndex(String(key))) {
      // Keys that look like indices stand in front of all others, whenever they came.
      const last = Object.keys(place).at(-1) as string;
      if (last !== String(key) && !isIndex(last)) return true;
    }
    place = (place as Record<string | number, unknown>)[key];
  }
  return false;
}

function isIndex(key: string): boolean {
  return /^(0|[1-9]\d*)$/.test(key);
}
