import { defer, map, type OperatorFunction } from 'rxjs';
import { applyJsonPatch } from './applyJsonPatch.ts';
import type { JsonPatch } from './JsonPatch.ts';

/**
 * Folds JSON Patches (RFC 6902) into the document that they build and emits it after each of them. What a patch does not
 * touch stays the same reference, and no emitted document is touched again. Starts with no document, or with `seed`.
 *
 * Completes, fails and is torn down with its source; an empty source gives nothing. A patch that cannot be applied is an
 * error (`bad_chunk`), with the document before it as `partial`.
 *
 * @example
 * of('{"a": [1', ', 2]}').pipe(parsePartialJson(), toJsonPatches(), applyJsonPatches()).subscribe(console.log);
 * // { a: [ 1 ] }
 * // { a: [ 1, 2 ] }
 */
export function applyJsonPatches<T = unknown>(seed?: T): OperatorFunction<JsonPatch, T> {
  return (patches) =>
    defer(() => {
      let document: unknown = seed;
      return patches.pipe(
        map((patch) => {
          document = applyJsonPatch(document, patch);
          return document as T;
        }),
      );
    });
}
