import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Embeddings } from '../../src/messages/Embeddings.ts';
import { memoryVectorStore } from '../../src/retrievers/memoryVectorStore.ts';
import { fakeEmbeddings } from '../../src/testing/fakeEmbeddings.ts';

/** Texts like "1,0" are their own vectors. */
const plain: Embeddings = {
  embedQuery: (text) => Promise.resolve(text.split(',').map(Number)),
  embedDocuments: (texts) => Promise.resolve(texts.map((text) => text.split(',').map(Number))),
};

const cosine = (a: readonly number[], b: readonly number[]): number => {
  const dot = a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  const size = Math.hypot(...a) * Math.hypot(...b);
  return size === 0 ? 0 : dot / size;
};

describe('memoryVectorStore', () => {
  it('gives the nearest first, with the exact cosine', async () => {
    const store = await memoryVectorStore(plain).addTexts(['0,1', '1,1', '-1,0', '2,0']);
    const hits = await store.search('3,0');
    expect(hits.map(({ document }) => document.pageContent)).toEqual(['2,0', '1,1', '0,1', '-1,0']);
    const scores = [1, Math.SQRT1_2, 0, -1];
    for (const [i, { score }] of hits.entries()) expect(score).toBeCloseTo(scores[i]!, 6);
  });

  it('agrees with a plain computation', async () => {
    const vector = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(vector, { minLength: 1, maxLength: 20 }), vector, async (vectors, query) => {
        const store = await memoryVectorStore(plain).addTexts(vectors.map((v) => v.join()));
        const hits = await store.search(query.join(), 5);
        const best = vectors
          .map((v) => cosine(v, query))
          .sort((a, b) => b - a)
          .slice(0, 5);
        expect(hits).toHaveLength(best.length);
        for (const [i, { score }] of hits.entries()) expect(score).toBeCloseTo(best[i]!, 5);
      }),
    );
  });

  it('as a retriever it gives k documents, 4 by default, with their metadata', async () => {
    const texts = Array.from({ length: 6 }, (_, i) => `number ${i}`);
    const store = await memoryVectorStore(fakeEmbeddings()).addTexts(
      texts,
      texts.map((_, i) => ({ i })),
    );
    const one = store.asRetriever({ k: 1 });
    const seen: unknown[] = [];
    for await (const documents of one.stream('number 3')) seen.push(documents);
    expect(seen).toEqual([[{ pageContent: 'number 3', metadata: { i: 3 } }]]);
    for await (const documents of store.asRetriever().invoke('number')) expect(documents).toHaveLength(4);
    expect(one.name).toBe('VectorStoreRetriever');
    expect(store.asRetriever({ name: 'mine' }).name).toBe('mine');
  });

  it('equal ones come in the order of adding; an empty store has nothing', async () => {
    const store = memoryVectorStore(plain);
    expect(await store.search('1,0')).toEqual([]);
    await store.addTexts(['1,0', '2,0', '3,0']);
    const hits = await store.search('1,0');
    expect(hits.map(({ document }) => document.pageContent)).toEqual(['1,0', '2,0', '3,0']);
  });

  it('a vector of another length is an error, through the retriever too', async () => {
    const store = await memoryVectorStore(plain).addTexts(['1,0']);
    await expect(store.addTexts(['1,0,0'])).rejects.toMatchObject({ code: 'bad_input' });
    const seen: unknown[] = [];
    await new Promise<void>((resolve) => {
      store
        .asRetriever()
        .stream('1,0,0')
        .subscribe({
          error: (error) => {
            seen.push(error.code);
            resolve();
          },
        });
    });
    expect(seen).toEqual(['bad_input']);
  });

  it('an error of the embeddings goes through unchanged', async () => {
    const failure = new Error('no embeddings');
    const store = memoryVectorStore({ ...plain, embedDocuments: () => Promise.reject(failure) });
    await expect(store.addTexts(['1,0'])).rejects.toBe(failure);
  });
});
