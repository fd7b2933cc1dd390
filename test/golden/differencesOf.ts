/** How run ids of the two sides belong together; absent, ids are compared as they are. */
export type SameId = (expected: string, actual: string) => boolean;

const equalIds: SameId = (expected, actual) => expected === actual;

/**
 * What differs between a value and what a golden file says of it, one line per difference; empty when nothing does.
 * Marked messages, documents and prompt values are compared in the fields that the file lists, everything else as a whole.
 */
export function differencesOf(actual: unknown, expected: unknown, path: string, sameId: SameId = equalIds): string[] {
  if (isRecord(expected) && '$any' in expected) return actual === undefined ? [missing(path, expected)] : [];
  if (isRecord(expected) && typeof expected['$type'] === 'string') {
    return marked(actual, expected, path, sameId);
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [unequal(path, expected, actual)];
    const lines = expected.length === actual.length ? [] : [`${path}: expected ${expected.length} items, got ${actual.length}`];
    const count = Math.max(expected.length, actual.length);
    for (let i = 0; i < count; i++) lines.push(...differencesOf(actual[i], expected[i], `${path}[${i}]`, sameId));
    return lines;
  }
  if (isRecord(expected)) {
    if (!isRecord(actual)) return [unequal(path, expected, actual)];
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) => differencesOf(own(actual, key), own(expected, key), `${path}.${key}`, sameId));
  }
  if (expected === undefined) return actual === undefined ? [] : [`${path}: expected nothing, got ${show(actual)}`];
  return Object.is(actual, expected) || (actual === 0 && expected === 0) ? [] : [unequal(path, expected, actual)];
}

const kinds: Readonly<Record<string, (value: Readonly<Record<string, unknown>>) => boolean>> = {
  HumanMessage: ({ type }) => type === 'human',
  SystemMessage: ({ type }) => type === 'system',
  AIMessage: ({ type }) => type === 'ai',
  AIMessageChunk: ({ type }) => type === 'ai_chunk',
  ToolMessage: ({ type }) => type === 'tool',
  Document: ({ pageContent }) => typeof pageContent === 'string',
  ChatPromptValue: ({ type }) => type === 'chat_prompt_value',
  StringPromptValue: ({ type }) => type === 'string_prompt_value',
};

function marked(actual: unknown, expected: Readonly<Record<string, unknown>>, path: string, sameId: SameId): string[] {
  const { $type, ...fields } = expected;
  const isKind = kinds[$type as string];
  if (isKind === undefined) throw new Error(`${path}: a golden file has the unknown $type ${show($type)}`);
  if (!isRecord(actual) || !isKind(actual)) return [`${path}: expected a ${$type}, got ${show(actual)}`];
  return Object.entries(fields).flatMap(([key, wanted]) => {
    const value = own(actual, key);
    const at = `${path}.${key}`;
    if (key === 'id' && typeof wanted === 'string') {
      const isSame = typeof value === 'string' && (isRunMessage(wanted) ? runMessage(wanted, value, sameId) : wanted === value);
      return isSame ? [] : [unequal(at, wanted, value)];
    }
    if (key === 'tool_call_chunks') return differencesOf(withoutNulls(value), withoutNulls(wanted), at, sameId);
    return differencesOf(value, wanted, at, sameId);
  });
}

const isRunMessage = (id: string): boolean => id.startsWith('run-');

function runMessage(expected: string, actual: string, sameId: SameId): boolean {
  return isRunMessage(actual) && sameId(expected.slice(4), actual.slice(4));
}

/** In the fragments of a tool call, absent and `null` are the same. */
function withoutNulls(fragments: unknown): unknown {
  if (!Array.isArray(fragments)) return fragments;
  return fragments.map((fragment: unknown) =>
    isRecord(fragment) ? Object.fromEntries(Object.entries(fragment).filter(([, value]) => value !== null)) : fragment,
  );
}

function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unequal(path: string, expected: unknown, actual: unknown): string {
  return actual === undefined ? missing(path, expected) : `${path}: expected ${show(expected)}, got ${show(actual)}`;
}

function missing(path: string, expected: unknown): string {
  return `${path}: expected ${show(expected)}, got nothing`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
