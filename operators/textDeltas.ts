import { concatMap, defer, type OperatorFunction } from 'rxjs';
import { RunnableError } from '../src/RunnableError.ts';
import { lookUp } from './lookUp.ts';
import type { PathIn } from './PathIn.ts';

/**
 * Emits what the text at `path` has grown by, whenever it has: joined, the deltas are the text. What a view appends to.
 *
 * The source emits snapshots of one growing value (`parsePartialJson`, `jsonParser`). Completes and fails with it; nothing
 * comes out as long as there is no text at the path, or for an empty source. A text that becomes shorter (a key that is
 * repeated) is an error (`bad_chunk`): its deltas are out already. Unsubscribing tears the source down.
 *
 * Each delta costs a look at the whole text: take texts beyond some 100 KB by sampled snapshots.
 *
 * @example
 * of('{"answer": "It is', ' rai', 'ning"}').pipe(parsePartialJson(), textDeltas(['answer'])).subscribe(console.log);
 * // It is
 * //  rai
 * // ning
 */
export function textDeltas<Snapshot, const Path extends readonly (string | number)[]>(
  path: Path & PathIn<Snapshot, Path>,
): OperatorFunction<Snapshot, string> {
  return (snapshots) =>
    defer(() => {
      let length = 0;
      return snapshots.pipe(
        concatMap((snapshot) => {
          const text = lookUp(snapshot, path);
          if (typeof text !== 'string' || text.length === length) return [];
          if (text.length < length) {
            throw new RunnableError(`textDeltas: the text at ${JSON.stringify(path)} became shorter.`, {
              code: 'bad_chunk',
            });
          }
          const delta = text.slice(length);
          length = text.length;
          return [delta];
        }),
      );
    });
}
