/** A value as it can be compared: errors as their messages, ids that are made per run left out. */
export function shown(value: unknown): unknown {
  if (value instanceof Error) return shown(`${value.name}: ${value.message}`);
  if (typeof value === 'string') return value.replaceAll(/run-[0-9a-f-]+/g, 'run-id');
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shown(member)]));
}
