import { PartialJson, type PartialJsonOptions } from '../../../operators/PartialJson.ts';
import type { BenchCase, Gate } from '../BenchCase.ts';

// A snapshot after every token of four units, unless it says otherwise. Every candidate returns how many records (members,
// levels, units) the last value has, and looks at each value that it is given.

interface Text {
  readonly text: string;
  readonly tokens: readonly string[];
  readonly count: number;
}

const looked = { values: 0 };

function textOf(value: unknown, count: number): Text {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const tokens: string[] = [];
  for (let at = 0; at < text.length; at += 4) tokens.push(text.slice(at, at + 4));
  return { text, tokens, count };
}

/** Orders as models write them, about 350 units each. */
function records(size: number): Text {
  const words = 'river stone amber quiet north field copper early maple cloud seven light'.split(' ');
  let state = 7;
  const next = (below: number): number => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  const word = (): string => words[next(words.length)] as string;
  const price = (): number => next(20_000) / 100;
  const list: unknown[] = [];
  for (let length = 2; length < size; length += JSON.stringify(list.at(-1)).length + 1) {
    list.push({
      id: 1000 + list.length,
      customer: { name: `${word()} ${word()}`, email: `${word()}@example.com`, regular: next(2) === 0 },
      address: { street: `${word()} ${next(100)}`, city: word(), zip: String(10_000 + next(90_000)) },
      items: Array.from({ length: 2 }, () => ({
        sku: next(100_000),
        title: word(),
        count: 1 + next(9),
        price: price(),
      })),
      total: price(),
      paid: next(2) === 0,
      tags: [word(), word()],
    });
  }
  return textOf(list, list.length);
}

function ours({ tokens }: Text, options?: PartialJsonOptions): number {
  const json = new PartialJson<unknown[]>({ maxDepth: 1e6, ...options });
  for (const token of tokens) if (json.write(token) !== undefined) looked.values++;
  return Object.keys(json.end() ?? []).length;
}

function fedOnly({ tokens }: Text): number {
  const json = new PartialJson<unknown[]>();
  for (const token of tokens) json.feed(token);
  return json.end()?.length ?? 0;
}

async function jsonriver({ tokens }: Text): Promise<() => Promise<number>> {
  const { parse } = await import('jsonriver');
  async function* pieces() {
    yield* tokens;
  }
  return async () => {
    let last: unknown;
    for await (const value of parse(pieces())) {
      last = value;
      looked.values++;
    }
    return (last as unknown[]).length;
  };
}

async function streamparser({ tokens }: Text): Promise<() => number> {
  const { JSONParser } = await import('@streamparser/json');
  return () => {
    const parser = new JSONParser({ emitPartialTokens: true, emitPartialValues: true });
    let root: unknown;
    parser.onValue = ({ value, stack, parent }) => {
      root = stack.length > 0 ? (stack[1]?.value ?? parent) : value;
      looked.values++;
    };
    for (const token of tokens) parser.write(token);
    return (root as unknown[]).length;
  };
}

async function langchain({ tokens }: Text): Promise<() => number> {
  const { parsePartialJson } = await import('@langchain/core/output_parsers');
  return () => {
    let text = '';
    let last: unknown;
    for (const token of tokens) {
      text += token;
      last = parsePartialJson(text);
      looked.values++;
    }
    return (last as unknown[]).length;
  };
}

async function aiSdk({ tokens }: Text): Promise<() => Promise<number>> {
  const { parsePartialJson } = await import('ai');
  return async () => {
    let text = '';
    let last: unknown;
    for (const token of tokens) {
      text += token;
      last = (await parsePartialJson(text)).value;
      looked.values++;
    }
    return (last as unknown[]).length;
  };
}

function recordsCase(size: number, atMost: number, aim: number, gates: readonly Gate[]): BenchCase {
  const source = records(size);
  return {
    kind: 'ratio',
    name: `partial JSON, records of ${size / 1000} KB`,
    about: `${source.count} records, ${source.tokens.length} tokens; JSON.parse reads the whole text once`,
    per: source.text.length,
    unit: 'unit',
    expected: source.count,
    gates: [{ of: 'rxchain', to: 'JSON.parse', atMost, aim }, ...gates],
    candidates: async () => ({
      'JSON.parse': () => JSON.parse(source.text).length,
      rxchain: () => ours(source),
      'rxchain, amortized': () => ours(source, { cadence: 'amortized' }),
      'rxchain, sample 16': () => ours(source, { sample: 16 }),
      'rxchain, no snapshots': () => fedOnly(source),
      jsonriver: await jsonriver(source),
      '@streamparser/json': await streamparser(source),
      ...(size <= 10_000 ? { '@langchain/core': await langchain(source), ai: await aiSdk(source) } : {}),
    }),
  };
}

/** They change one tree; at 100 KB a new list for every token costs more than the reading, hence the amortized cadence there. */
const mutating = (of: string): readonly Gate[] => [
  { of, than: 'jsonriver', atLeast: 4 },
  { of, than: '@streamparser/json', atLeast: 4 },
];
const megabyte = (): Text => records(1_000_000);
const sizes = new Map<string, Text>();

function sized(kind: string, size: number, make: () => Text): Text {
  const key = `${kind} ${size}`;
  const text = sizes.get(key) ?? make();
  sizes.set(key, text);
  return text;
}

const lorem = (size: number): Text =>
  sized('string', size, () => textOf({ text: 'lorem ipsum dolor '.repeat(size / 18 + 1).slice(0, size) }, 1));
const numbers = (size: number): Text =>
  sized('numbers', size, () =>
    textOf(`[${Array.from({ length: size }, (_, i) => (i * 7919) % 100_003).join(', ')}]`, size),
  );
const deep = (size: number): Text =>
  sized('deep', size, () => textOf(`${'['.repeat(size)}${']'.repeat(size)}`, size));
const amortized: PartialJsonOptions = { cadence: 'amortized' };

export const cases: readonly BenchCase[] = [
  recordsCase(1_000, 10, 8, mutating('rxchain')),
  recordsCase(10_000, 9, 7, [
    ...mutating('rxchain'),
    { of: 'rxchain', than: '@langchain/core', atLeast: 1000 },
    { of: 'rxchain', than: 'ai', atLeast: 500 },
  ]),
  recordsCase(100_000, 11, 9, [
    ...mutating('rxchain, amortized'),
    { of: 'rxchain, no snapshots', to: 'JSON.parse', atMost: 3, aim: 2 },
  ]),
  {
    kind: 'ratio',
    name: 'partial JSON, records of 1 MB, amortized',
    about: 'snapshots as often as total work stays linear; JSON.parse reads the whole text once',
    per: 1_000_000,
    unit: 'unit',
    expected: megabyte().count,
    gates: [{ of: 'rxchain, amortized', to: 'JSON.parse', atMost: 12, aim: 8 }],
    candidates: () => {
      const source = megabyte();
      return {
        'JSON.parse': () => JSON.parse(source.text).length,
        'rxchain, amortized': () => ours(source, amortized),
      };
    },
  },
  {
    kind: 'ratio',
    name: 'partial JSON, string of 100 KB',
    about: 'one string value of 100,000 units',
    per: 100_000,
    unit: 'unit',
    expected: 1,
    gates: [{ of: 'rxchain', atMost: 40, aim: 25 }],
    candidates: () => ({ rxchain: () => ours(lorem(100_000)) }),
  },
  {
    kind: 'growth',
    name: 'partial JSON, growth of a string',
    about: 'one string value, a snapshot after every token',
    sizes: [10_000, 100_000],
    expected: () => 1,
    gates: [{ of: 'rxchain', atMost: 1.1, aim: 1.05 }],
    candidates: () => ({ rxchain: (size: number) => ours(lorem(size)) }),
  },
  {
    kind: 'growth',
    name: 'partial JSON, growth of a list of numbers, amortized',
    about: 'one list of numbers',
    sizes: [10_000, 100_000],
    expected: (size) => size,
    gates: [{ of: 'rxchain, amortized', atMost: 1.1 }],
    candidates: () => ({ 'rxchain, amortized': (size: number) => ours(numbers(size), amortized) }),
  },
  {
    kind: 'growth',
    name: 'partial JSON, growth with depth, amortized',
    about: 'lists in lists',
    sizes: [1_000, 10_000],
    expected: () => 1,
    gates: [{ of: 'rxchain, amortized', atMost: 1.1 }],
    candidates: () => ({ 'rxchain, amortized': (size: number) => ours(deep(size), amortized) }),
  },
  {
    kind: 'figure',
    name: 'partial JSON, peak heap at 100 KB',
    about:
      'heap in use beyond the tokens, seen every 250 tokens behind a forced collection; the last snapshot is held',
    unit: 'MB',
    samples: 3,
    warmups: 1,
    gates: [{ of: 'rxchain', atMost: 4 }],
    candidates: () => {
      const source = records(100_000);
      return { rxchain: () => peakHeap(source) };
    },
  },
];

function peakHeap({ tokens }: Text): number {
  const collect = globalThis.gc as () => void;
  collect();
  const base = process.memoryUsage().heapUsed;
  const json = new PartialJson();
  let peak = 0;
  for (const [index, token] of tokens.entries()) {
    json.write(token);
    if (index % 250 > 0) continue;
    collect();
    peak = Math.max(peak, process.memoryUsage().heapUsed - base);
  }
  return peak / 1e6;
}
