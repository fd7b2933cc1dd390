import { setOwn } from '../messages/setOwn.ts';

/** Maps the elements of a list and the fields of a plain record; one in which nothing changes is the same. */
export function mapInside(value: object, map: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    const mapped = value.map(map);
    return mapped.some((inner, i) => inner !== value[i]) ? mapped : value;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const mapped = {};
  let isSame = true;
  for (const [key, inner] of Object.entries(value)) {
    const after = map(inner);
    isSame &&= after === inner;
    setOwn(mapped, key, after);
  }
  return isSame ? value : mapped;
}
