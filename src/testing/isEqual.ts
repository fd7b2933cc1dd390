/**
 * Whether two values look the same: records and lists member by member, errors by name and message, Maps and Sets in their
 * order, everything else by identity. Circular values are fine.
 */
export function isEqual(left: unknown, right: unknown): boolean {
  return isSame(left, right, new Map());
}

function isSame(left: unknown, right: unknown, compared: Map<object, object>): boolean {
  if (Object.is(left, right)) return true;
  if (!isObject(left) || !isObject(right) || kindOf(left) !== kindOf(right)) return false;
  if (compared.get(left) === right) return true;
  compared.set(left, right);
  if (left instanceof Error) {
    return right instanceof Error && left.name === right.name && left.message === right.message;
  }
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime();
  if (isCollection(left) && isCollection(right)) return isSame([...left], [...right], compared);
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key], compared))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isCollection(value: object): value is Map<unknown, unknown> | Set<unknown> {
  return value instanceof Map || value instanceof Set;
}

function kindOf(value: object): string {
  return Object.prototype.toString.call(value);
}
