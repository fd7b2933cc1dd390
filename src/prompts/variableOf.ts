import { RunnableError } from '../RunnableError.ts';

/**
 * The value of a variable: an own property of the input and nothing else, so that `toString` is as unknown as any other
 * name. Absent or `undefined` is a `RunnableError` with the code `missing_variable`, an input that is no record `bad_input`.
 */
export function variableOf(input: unknown, variable: string, prompt: string): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new RunnableError(`${prompt} takes a record with the key "${variable}"; it got ${kindOf(input)}.`, {
      code: 'bad_input',
    });
  }
  const value: unknown = Object.hasOwn(input, variable)
    ? (input as Record<string, unknown>)[variable]
    : undefined;
  if (value === undefined) {
    const what = Object.hasOwn(input, variable) ? 'it is undefined' : `it got ${given(Object.keys(input))}`;
    throw new RunnableError(`${prompt} needs "${variable}"; ${what}.`, { code: 'missing_variable' });
  }
  return value;
}

function given(keys: readonly string[]): string {
  return keys.length === 0 ? 'an empty record' : `the keys: ${keys.slice(0, 20).join(', ')}`;
}

function kindOf(input: unknown): string {
  if (Array.isArray(input)) {
    return 'a list';
  }
  return input === undefined || input === null ? String(input) : `a ${typeof input}`;
}
