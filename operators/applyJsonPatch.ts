import { setOwn } from '../src/messages/setOwn.ts';
import { RunnableError } from '../src/RunnableError.ts';
import { isSameJson } from './isSameJson.ts';
import type { JsonPatch, JsonPatchOperation } from './JsonPatch.ts';

/** The document with all operations of the patch applied, or an error and none; what they do not touch is shared. */
export function applyJsonPatch(document: unknown, patch: JsonPatch): unknown {
  let result = document;
  for (const operation of patch) {
    const next = applied(result, operation);
    if ('problem' in next) {
      const { op, path } = operation;
      throw new RunnableError(`JSON Patch: ${op} "${path}": ${next.problem}.`, {
        code: 'bad_chunk',
        partial: document,
      });
    }
    result = next.document;
  }
  return result;
}

type Result = { readonly document: unknown } | { readonly problem: string };
type Container = unknown[] | Record<string, unknown>;

const nowhere: Result = { problem: 'there is no such place' };

function applied(document: unknown, operation: JsonPatchOperation): Result {
  switch (operation.op) {
    case 'add':
      return added(document, operation.path, operation.value);
    case 'remove':
      return removed(document, operation.path);
    case 'replace':
      return replaced(document, operation.path, operation.value);
    case 'test': {
      const target = found(document, operation.path);
      if ('problem' in target) return target;
      return isSameJson(target.document, operation.value)
        ? { document }
        : { problem: 'another value stands there' };
    }
    case 'copy': {
      const target = found(document, operation.from);
      return 'problem' in target ? target : added(document, operation.path, target.document);
    }
    case 'move': {
      if (operation.path.startsWith(`${operation.from}/`))
        return { problem: 'a value cannot move into itself' };
      const target = found(document, operation.from);
      if ('problem' in target) return target;
      const rest = removed(document, operation.from);
      return 'problem' in rest ? rest : added(rest.document, operation.path, target.document);
    }
    default:
      return { problem: 'there is no such operation' };
  }
}

function added(document: unknown, path: string, value: unknown): Result {
  return edited(document, path, value, (container, key) => {
    if (!Array.isArray(container)) setOwn(container, key, value);
    else if (key === '-') container.push(value);
    else if (indexOf(key) > container.length) return false;
    else container.splice(indexOf(key), 0, value);
    return true;
  });
}

function replaced(document: unknown, path: string, value: unknown): Result {
  return edited(document, path, value, (container, key) => {
    if (!has(container, key)) return false;
    if (Array.isArray(container)) container[indexOf(key)] = value;
    else setOwn(container, key, value);
    return true;
  });
}

function removed(document: unknown, path: string): Result {
  return edited(document, path, undefined, (container, key) => {
    if (!has(container, key)) return false;
    if (Array.isArray(container)) container.splice(indexOf(key), 1);
    else delete container[key];
    return true;
  });
}

/** Copies the containers on the way and edits the innermost; the whole document becomes `whole`. For any depth. */
function edited(
  document: unknown,
  path: string,
  whole: unknown,
  edit: (container: Container, key: string) => boolean,
): Result {
  const keys = keysOf(path);
  if (keys === undefined) return nowhere;
  const last = keys.at(-1);
  if (last === undefined) return { document: whole };
  const containers: Container[] = [];
  let place: unknown = document;
  for (const key of keys) {
    if (typeof place !== 'object' || place === null) return nowhere;
    containers.push(place as Container);
    if (containers.length === keys.length) break;
    if (!has(place as Container, key)) return nowhere;
    place = (place as Record<string, unknown>)[key];
  }
  let copy = copied(containers.pop() as Container);
  if (!edit(copy, last)) return nowhere;
  for (let depth = containers.length - 1; depth >= 0; depth--) {
    const parent = copied(containers[depth] as Container);
    if (Array.isArray(parent)) parent[indexOf(keys[depth] as string)] = copy;
    else setOwn(parent, keys[depth] as string, copy);
    copy = parent;
  }
  return { document: copy };
}

function found(document: unknown, path: string): Result {
  const keys = keysOf(path);
  if (keys === undefined) return nowhere;
  let place = document;
  for (const key of keys) {
    if (typeof place !== 'object' || place === null || !has(place as Container, key)) return nowhere;
    place = (place as Record<string, unknown>)[key];
  }
  return { document: place };
}

function copied(container: Container): Container {
  return Array.isArray(container) ? container.slice() : { ...container };
}

function has(container: Container, key: string): boolean {
  return Array.isArray(container) ? indexOf(key) < container.length : Object.hasOwn(container, key);
}

/** Infinity for what is no index. */
function indexOf(key: string): number {
  return /^(0|[1-9]\d*)$/.test(key) ? Number(key) : Number.POSITIVE_INFINITY;
}

function keysOf(path: string): string[] | undefined {
  if (path === '') return [];
  if (typeof path !== 'string' || !path.startsWith('/') || /~(?![01])/.test(path)) return undefined;
  return path
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
