import { PartialJson } from '../../operators/PartialJson.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { readPrefix } from '../operators/readPrefix.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** Prefixes to be checked. */
  readonly count: number;
  readonly seconds: number;
}

export interface FuzzResult {
  readonly prefixes: number;
  readonly documents: number;
  /** The first text that broke a rule, in its pieces. */
  readonly failure?: { readonly rule: string; readonly pieces: readonly string[] };
}

/**
 * Random documents, half of them damaged, in random pieces. After every piece the snapshot is what an independent reader
 * says of that prefix; equal snapshots are one reference; what did not change keeps its identity; nothing that was shown is
 * touched again; damage is refused at the same unit, in its own piece; no prototype is touched.
 */
export function fuzzPartialJson({ seed, count, seconds }: FuzzOptions): FuzzResult {
  const random = randomFrom(seed);
  const deadline = performance.now() + seconds * 1000;
  let prefixes = 0;
  let documents = 0;
  while (prefixes < count && performance.now() < deadline) {
    const isDistinct = random(3) === 0;
    const document = documentOf(random, isDistinct);
    const text = isDistinct || random(3) === 0 ? document : damaged(document, random);
    const pieces = cut(text, random);
    const rule = brokenRule(text, pieces, isDistinct);
    prefixes += pieces.length;
    documents++;
    if (rule !== undefined) return { prefixes, documents, failure: { rule, pieces } };
  }
  return { prefixes, documents };
}

function brokenRule(text: string, pieces: readonly string[], isDistinct: boolean): string | undefined {
  const json = new PartialJson({ maxDepth: 64 });
  const whole = readPrefix(text);
  const kept: { value: unknown; copy: string }[] = [];
  let length = 0;
  let before: unknown;
  for (const piece of pieces) {
    let value: unknown;
    let error: unknown;
    try {
      value = json.write(piece);
    } catch (reason) {
      error = reason;
      value = json.value;
    }
    const start = length;
    length += piece.length;
    const expected = readPrefix(text.slice(0, length)).shown?.value;
    if (!isSame(value, expected)) return `shown is ${print(value)}, not ${print(expected)}`;
    if (isSame(value, before) && value !== before) return 'an equal snapshot is another reference';
    const lost = unshared(before, value, new Set());
    if (lost !== undefined && isDistinct) return `an unchanged part is another reference: ${lost}`;
    kept.push({ value, copy: print(value) });
    before = value;
    if (error === undefined) continue;
    if (!(error instanceof RunnableError)) return `${error} is thrown`;
    if (error.code !== 'json_syntax' || error.offset !== whole.faultAt)
      return `${error.code} at ${error.offset}`;
    if (error.offset === undefined || error.offset < start || error.offset >= length)
      return 'the error is late or early';
    if (error.partial !== value) return 'the error has another partial';
    break;
  }
  if (kept.some(({ value, copy }) => print(value) !== copy)) return 'a snapshot was touched';
  if (whole.faultAt === undefined) {
    try {
      if (!isSame(json.end(), whole.shown?.value)) return 'the final value is another';
      if (!whole.isClosed) return 'a text that is cut short is accepted';
    } catch (error) {
      if (!(error instanceof RunnableError) || error.code !== 'json_truncated' || whole.isClosed)
        return `${error} at the end`;
    }
  }
  if (Object.keys(Object.prototype).length > 0) return 'a prototype was touched';
  return undefined;
}

function unshared(before: unknown, after: unknown, seen: Set<unknown>): string | undefined {
  if (
    before === after ||
    typeof before !== 'object' ||
    typeof after !== 'object' ||
    !before ||
    !after ||
    seen.has(after)
  )
    return undefined;
  seen.add(after);
  if (isSame(before, after)) return print(after);
  for (const key of Object.keys(before)) {
    const lost = unshared(own(before, key), own(after, key), seen);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function own(value: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
  const keys = Object.keys(one);
  const others = Object.keys(other);
  return (
    keys.length === others.length &&
    keys.every((key, index) => key === others[index] && isSame(own(one, key), own(other, key)))
  );
}

function print(value: unknown): string {
  return (
    JSON.stringify(value, (_, member) =>
      Object.is(member, -0) || member === Infinity || member === -Infinity ? `number ${member}` : member,
    ) ?? 'nothing'
  );
}

type Random = (below: number) => number;

/** mulberry32 */
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const blanks = ['', '', '', '', ' ', '\n', '\t', '\r\n  '];
const units = [
  'a',
  'b',
  'xyz',
  ' ',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '`',
  '/',
  '😀',
  'é',
  '\ud83d',
  '\ude00',
  '\u2028',
  '\n',
  '\u0000',
  '\\"',
  '\\\\',
  '\\/',
  '\\n',
  '\\t',
  '\\u0041',
  '\\u00E9',
  '\\ud83d\\ude00',
  '\\ud83d',
  '\\ude00',
];
const keys = [
  '"a"',
  '"b"',
  '"c"',
  '"id"',
  '"name"',
  '"nam"',
  '"names"',
  '""',
  '"__proto__"',
  '"constructor"',
  '"0"',
  '"7"',
  '"a\\"b"',
  '"\\u0061"',
];
const numbers = [
  '0',
  '-0',
  '7',
  '-12',
  '3.25',
  '1.5e10',
  '1E-7',
  '2e+3',
  '0.1',
  '123456789012345678',
  '9007199254740993',
  '1e400',
  '-1e-400',
  '4.9406564584124654e-324',
];
const damages = [
  '',
  '"',
  '\\',
  ',',
  ':',
  ']',
  '}',
  '{',
  '[',
  '0',
  '-',
  '.',
  'e',
  'x',
  ' ',
  '\u00a0',
  '/',
  "'",
];

function documentOf(random: Random, isDistinct: boolean): string {
  const kind = random(8);
  return kind === 0 ? stringOf(random) : textOf(random, kind < 5 ? 1 : 2, 4, isDistinct);
}

function pick(random: Random, list: readonly string[]): string {
  return list[random(list.length)] as string;
}

function stringOf(random: Random): string {
  return `"${Array.from({ length: random(7) }, () => pick(random, units)).join('')}"`;
}

/** Kind 1 is an object, 2 a list, 0 anything; the keys of an object differ if `isDistinct`. */
function textOf(random: Random, kind: number, depth: number, isDistinct: boolean): string {
  const taken = new Set<unknown>();
  const chosen = kind === 0 ? random(depth > 0 ? 7 : 4) + 3 : kind;
  if (chosen === 3) return stringOf(random);
  if (chosen === 4) return pick(random, numbers);
  if (chosen === 5) return pick(random, ['true', 'false', 'null']);
  if (chosen === 6) return String(random(100000));
  const members = Array.from({ length: random(5) }, (_, index) => {
    const value = pick(random, blanks) + textOf(random, 0, depth - 1, isDistinct) + pick(random, blanks);
    if (chosen % 2 === 0) return value;
    let key = random(4) === 0 ? stringOf(random) : pick(random, keys);
    if (isDistinct && taken.has(readPrefix(key).shown?.value)) key = `"other ${index}"`;
    taken.add(readPrefix(key).shown?.value);
    return `${pick(random, blanks)}${key}${pick(random, blanks)}:${value}`;
  });
  const inner = members.length > 0 ? members.join(',') : pick(random, blanks);
  return chosen % 2 === 0 ? `[${inner}]` : `{${inner}}`;
}

/** The first unit stays: what starts with something else is prose. */
function damaged(text: string, random: Random): string {
  const at = 1 + random(text.length);
  return text.slice(0, at) + pick(random, damages) + text.slice(at + random(2));
}

function cut(text: string, random: Random): string[] {
  const most = 1 + random(10);
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const size = 1 + random(most);
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}
