/** What kind of thing a value is, for the messages of errors. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object') return typeof value;
  const name = value.constructor?.name ?? 'Object';
  if (name === 'Object') return 'a record';
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}
