import { concatMap, defer, type OperatorFunction } from 'rxjs';
import type { JsonPatch, JsonPatchOperation } from './JsonPatch.ts';

/**
 * Emits for each snapshot what changed since the one before, as a JSON Patch (RFC 6902); the first replaces the whole
 * document. Folded back by `applyJsonPatches` they give the snapshots again. Parts that are the same reference are not
 * looked into, so that a patch costs what the snapshot has cost; a snapshot without a change gives nothing.
 *
 * Completes, fails and is torn down with its source; an empty source gives nothing.
 *
 * @example
 * of('{"a": [1', ', 2', '], "b": "x"}').pipe(parsePartialJson(), toJsonPatches()).subscribe(console.log);
 * // [ { op: 'replace', path: '', value: { a: [ 1 ] } } ]
 * // [ { op: 'add', path: '/a/1', value: 2 } ]
 * // [ { op: 'add', path: '/b', value: 'x' } ]
 */
export function toJsonPatches(): OperatorFunction<unknown, JsonPatch> {
  return (snapshots) =>
    defer(() => {
      let before: unknown;
      return snapshots.pipe(
        concatMap((snapshot) => {
          const patch = difference(before, snapshot);
          before = snapshot;
          return patch.length > 0 ? [patch] : [];
        }),
      );
    });
}

/** Iterative, since snapshots may be nested deeper than the call stack bears. */
function difference(before: unknown, after: unknown): JsonPatch {
  const patch: JsonPatchOperation[] = [];
  const open: [path: string, before: unknown, after: unknown][] = [['', before, after]];
  for (const [path, old, value] of open) {
    if (old === value) continue;
    if (!isContainer(old) || !isContainer(value) || Array.isArray(old) !== Array.isArray(value)) {
      patch.push({ op: 'replace', path, value });
      continue;
    }
    if (Array.isArray(old) && Array.isArray(value)) {
      for (let index = old.length - 1; index >= value.length; index--)
        patch.push({ op: 'remove', path: `${path}/${index}` });
      for (let index = 0; index < value.length; index++) {
        if (index >= old.length) patch.push({ op: 'add', path: `${path}/${index}`, value: value[index] });
        else if (old[index] !== value[index]) open.push([`${path}/${index}`, old[index], value[index]]);
      }
      continue;
    }
    for (const key of Object.keys(old)) {
      if (!Object.hasOwn(value, key)) patch.push({ op: 'remove', path: `${path}/${escaped(key)}` });
    }
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(old, key))
        patch.push({ op: 'add', path: `${path}/${escaped(key)}`, value: value[key] });
      else if (old[key] !== value[key]) open.push([`${path}/${escaped(key)}`, old[key], value[key]]);
    }
  }
  return patch;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
