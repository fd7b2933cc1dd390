/** A value of the wire as text; undefined for the empty text and for what is none. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
