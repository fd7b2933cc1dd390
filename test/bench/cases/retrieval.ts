import { lastValueFrom } from 'rxjs';
import { type Document, type Embeddings, keywordRetriever, memoryVectorStore } from '../../../src/index.ts';
import type { BenchCase } from '../BenchCase.ts';

const count = 10_000;
const wordsEach = 60;
const dimensions = 384;
const k = 10;

/** The same numbers in every process (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Words of which few are frequent and many are rare, as in a language. */
function wordSource(random: () => number): () => string {
  const syllables = [
    'ka',
    'ro',
    'mi',
    'ten',
    'sul',
    'ba',
    'nor',
    'e',
    'vin',
    'tho',
    'gra',
    'lu',
    'ster',
    'o',
    'wim',
    'pa',
  ];
  const vocabulary = Array.from({ length: 20_000 }, () =>
    Array.from(
      { length: 2 + Math.floor(random() * 3) },
      () => syllables[Math.floor(random() * syllables.length)],
    ).join(''),
  );
  return () => vocabulary[Math.floor(vocabulary.length * random() ** 3)]!;
}

function textsOf(): { documents: readonly Document[]; queries: readonly string[] } {
  const word = wordSource(randomNumbers(1));
  const text = (length: number): string => Array.from({ length }, word).join(' ');
  return {
    documents: Array.from({ length: count }, (_, i) => ({
      id: String(i),
      pageContent: text(wordsEach),
      metadata: {},
    })),
    queries: Array.from({ length: 50 }, () => text(3)),
  };
}

function vectorsOf(): { vectors: readonly number[][]; queries: readonly number[][] } {
  const random = randomNumbers(2);
  const vector = (): number[] => Array.from({ length: dimensions }, () => random() * 2 - 1);
  return { vectors: Array.from({ length: count }, vector), queries: Array.from({ length: 20 }, vector) };
}

/** CPU milliseconds of some work. */
async function cpuMs(work: () => unknown): Promise<number> {
  const begin = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(begin);
  return (user + system) / 1000;
}

/** CPU milliseconds of one query, over all of them. */
async function cpuMsEach<Query>(queries: readonly Query[], ask: (query: Query) => unknown): Promise<number> {
  const all = await cpuMs(async () => {
    for (const query of queries) {
      if ((await ask(query)) === 0) throw new Error('A query found nothing.');
    }
  });
  return all / queries.length;
}

const documentsOf = (documents: readonly Document[]) =>
  documents.map(({ id, pageContent }) => ({ id: id!, text: pageContent }));

async function miniSearch(documents: readonly Document[]) {
  const { default: MiniSearch } = await import('minisearch');
  const index = new MiniSearch<{ id: string; text: string }>({ fields: ['text'] });
  index.addAll(documentsOf(documents));
  return index;
}

async function oramaText(documents: readonly Document[]) {
  const { create, insertMultiple, search } = await import('@orama/orama');
  const index = create({ schema: { text: 'string' } as const });
  await insertMultiple(index, documentsOf(documents), count);
  return async (term: string) => (await search(index, { term, limit: k })).hits.length;
}

async function oramaVectors(vectors: readonly number[][]) {
  const { create, insertMultiple, search } = await import('@orama/orama');
  const index = create({ schema: { vector: `vector[${dimensions}]` } as const });
  const rows = vectors.map((vector, i) => ({ id: String(i), vector }));
  await insertMultiple(index, rows, count);
  return async (value: number[]) => {
    const { hits } = await search(index, {
      mode: 'vector',
      vector: { value, property: 'vector' },
      similarity: 0,
      limit: k,
    });
    return hits.length;
  };
}

function ourVectors(vectors: readonly number[][]) {
  let asked: readonly number[] = [];
  const embeddings: Embeddings = {
    embedQuery: () => Promise.resolve(asked),
    embedDocuments: () => Promise.resolve(vectors),
  };
  const documents = vectors.map((_, i) => ({ id: String(i), pageContent: '', metadata: {} }));
  const store = memoryVectorStore(embeddings).addVectors(vectors, documents);
  return async (query: readonly number[]) => {
    asked = query;
    return (await store.search('', k)).length;
  };
}

export const cases: readonly BenchCase[] = [
  {
    kind: 'figure',
    name: 'keyword index',
    about: `CPU to index ${count} documents of ${wordsEach} words`,
    unit: 'ms',
    samples: 3,
    warmups: 1,
    gates: [
      { of: 'rxchain', than: 'MiniSearch', atLeast: 1, aim: 3 },
      { of: 'rxchain', than: 'Orama', atLeast: 1, aim: 5 },
    ],
    candidates: () => {
      const { documents } = textsOf();
      return {
        rxchain: () => cpuMs(() => keywordRetriever(documents, { k })),
        MiniSearch: () => cpuMs(() => miniSearch(documents)),
        Orama: () => cpuMs(() => oramaText(documents)),
      };
    },
  },
  {
    kind: 'figure',
    name: 'keyword query',
    about: `CPU of a query of 3 words over ${count} documents, 10 best`,
    unit: 'ms',
    samples: 5,
    warmups: 1,
    gates: [
      { of: 'rxchain', than: 'MiniSearch', atLeast: 1, aim: 5 },
      { of: 'rxchain', than: 'Orama', atLeast: 1, aim: 5 },
    ],
    candidates: async () => {
      const { documents, queries } = textsOf();
      const find = keywordRetriever(documents, { k });
      const mini = await miniSearch(documents);
      const orama = await oramaText(documents);
      return {
        rxchain: () => cpuMsEach(queries, async (query) => (await lastValueFrom(find.invoke(query))).length),
        MiniSearch: () => cpuMsEach(queries, (query) => mini.search(query).slice(0, k).length),
        Orama: () => cpuMsEach(queries, orama),
      };
    },
  },
  {
    kind: 'figure',
    name: 'vector index',
    about: `CPU to keep ${count} vectors of ${dimensions} numbers`,
    unit: 'ms',
    samples: 3,
    warmups: 1,
    gates: [{ of: 'rxchain', to: 'Orama', atMost: 1.5 }],
    candidates: () => {
      const { vectors } = vectorsOf();
      return {
        rxchain: () => cpuMs(() => ourVectors(vectors)),
        Orama: () => cpuMs(() => oramaVectors(vectors)),
      };
    },
  },
  {
    kind: 'figure',
    name: 'vector query',
    about: `CPU of an exact search over ${count} vectors of ${dimensions} numbers, 10 best`,
    unit: 'ms',
    samples: 5,
    warmups: 1,
    gates: [{ of: 'rxchain', than: 'Orama', atLeast: 1 }],
    candidates: async () => {
      const { vectors, queries } = vectorsOf();
      const orama = await oramaVectors(vectors);
      return {
        rxchain: (
          (ask) => () =>
            cpuMsEach(queries, ask)
        )(ourVectors(vectors)),
        Orama: () => cpuMsEach(queries, orama),
      };
    },
  },
];
