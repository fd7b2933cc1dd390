import {
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  filter,
  map,
  type Observable,
  of,
  type OperatorFunction,
  throwError,
} from 'rxjs';
import { PartialJson, type PartialJsonOptions } from './PartialJson.ts';

/**
 * Reads one JSON text that arrives in pieces and emits the value that the text so far means, whenever that visibly
 * changes. `T` is the type of the snapshots, so a `DeepPartial` for most documents. Snapshots are never touched again, and
 * an unchanged part of one is the same reference in the next.
 *
 * Prose and code fences around the document are skipped. Completes with the source. A text that is certainly wrong, ends
 * inside the document or has none is a `RunnableError` (`json_syntax`, `json_truncated`, `json_no_json`, …) with `offset`,
 * `line`, `column`, `path` and `partial`; what was still read is emitted before it. An error of the source passes unchanged,
 * behind the last snapshot. Unsubscribing tears the source down.
 *
 * @example
 * of('{"name": "Fr', 'ance"', '}').pipe(parsePartialJson()).subscribe(console.log);
 * // { name: 'Fr' }
 * // { name: 'France' }
 */
export function parsePartialJson<T = unknown>(options: PartialJsonOptions = {}): OperatorFunction<string, T> {
  return (pieces) =>
    defer(() => {
      const json = new PartialJson<T>(options);
      const snapshots: Observable<T | undefined> = concat(
        pieces.pipe(map((piece) => json.write(piece))),
        defer(() => of(json.end())),
      );
      return snapshots.pipe(
        catchError((error: unknown) =>
          concat(
            defer(() => of(json.value)),
            throwError(() => error),
          ),
        ),
        filter((snapshot): snapshot is T & ({} | null) => snapshot !== undefined),
        distinctUntilChanged(),
      );
    });
}
