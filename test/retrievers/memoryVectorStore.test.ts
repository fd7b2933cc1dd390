import fc from 'fast-check';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/messages/Document.ts';
import type { Embeddings } from '../../src/messages/Embeddings.ts';
import type { DocumentFilter } from '../../src/retrievers/DocumentFilter.ts';
import { memoryVectorStore, type VectorSearchOptions } from '../../src/retrievers/memoryVectorStore.ts';
import { fakeEmbeddings } from '../../src/testing/fakeEmbeddings.ts';

/** Texts like "1,0" are their own vectors. */
const plain: Embeddings = {
  embedQuery: (text) => Promise.resolve(text.split(',').map(Number)),
  embedDocuments: (texts) => Promise.resolve(texts.map((text) => text.split(',').map(Number))),
};

const doc = (pageContent: string, id?: string): Document => ({
  pageContent,
  metadata: {},
  ...(id !== undefined && { id }),
});

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
    await expect(store.addTexts(['1,0,0'])).rejects.toMatchObject({ code: 'wrong_dimension' });
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
    expect(seen).toEqual(['wrong_dimension']);
  });

  it('an error of the embeddings goes through unchanged', async () => {
    const failure = new Error('no embeddings');
    const store = memoryVectorStore({ ...plain, embedDocuments: () => Promise.reject(failure) });
    await expect(store.addTexts(['1,0'])).rejects.toBe(failure);
  });

  it('keeps nothing of a call with a vector that it refuses', async () => {
    const store = await memoryVectorStore(plain).addTexts(['1,0']);
    await expect(store.addTexts(['0,1', '1,0,0'])).rejects.toMatchObject({ code: 'wrong_dimension' });
    await expect(store.addTexts(['0,1', '1,x'])).rejects.toMatchObject({ code: 'bad_input' });
    await expect(memoryVectorStore(plain).addTexts(['1,0', '1,0,0'])).rejects.toMatchObject({
      code: 'wrong_dimension',
    });
    const fewer = memoryVectorStore({ ...plain, embedDocuments: () => Promise.resolve([[1, 0]]) });
    await expect(fewer.addTexts(['a', 'b'])).rejects.toMatchObject({ code: 'bad_input' });
    expect([store.size, fewer.size]).toEqual([1, 0]);
    expect(() => store.addVectors([[]], [doc('x')])).toThrow(
      expect.objectContaining({ code: 'wrong_dimension' }),
    );
  });

  it('filters by metadata, by one of several values, and by a function', async () => {
    const store = await memoryVectorStore(plain).addTexts(
      ['1,0', '2,0', '3,0', '4,1'],
      [{ kind: 'a' }, { kind: 'b' }, { kind: 'c', year: 1 }, {}],
    );
    const found = async (filter: DocumentFilter) =>
      (await store.search('1,0', { filter })).map(({ document }) => document.pageContent);
    expect(await found({ kind: 'b' })).toEqual(['2,0']);
    expect(await found({ kind: ['a', 'c'] })).toEqual(['1,0', '3,0']);
    expect(await found({ kind: 'c', year: 1 })).toEqual(['3,0']);
    expect(await found({ toString: 'x' })).toEqual([]);
    expect(await found(({ pageContent }) => pageContent.endsWith('1'))).toEqual(['4,1']);
    await expect(store.search('1,0', { filter: 'kind' as never })).rejects.toMatchObject({
      code: 'bad_filter',
    });
    const only = store.asRetriever({ filter: { kind: 'b' }, k: 1 });
    expect(await lastValueFrom(only.invoke('1,0'))).toMatchObject([{ pageContent: '2,0' }]);
  });

  it('finds what is near and not alike', async () => {
    const store = await memoryVectorStore(plain).addTexts(['10,1', '10,0.9', '10,0.8', '10,-6', '0,1']);
    const found = async (options: VectorSearchOptions) =>
      (await store.search('1,0', { k: 2, ...options })).map(({ document }) => document.pageContent);
    expect(await found({})).toEqual(['10,0.8', '10,0.9']);
    expect(await found({ mmr: true })).toEqual(['10,0.8', '10,-6']);
    expect(await found({ mmr: { lambda: 1 } })).toEqual(['10,0.8', '10,0.9']);
    expect(await found({ mmr: { lambda: 0 } })).toEqual(['10,0.8', '0,1']);
    expect(await found({ mmr: { fetchK: 3 } })).toEqual(['10,0.8', '10,0.9']);
  });

  it('a document takes the place of one with the same id', async () => {
    const store = memoryVectorStore(plain);
    await store.addDocuments([doc('1,0', 'a'), doc('0,1', 'b')]);
    await store.addDocuments([doc('0,2', 'a'), doc('5,0')]);
    expect(store.size).toBe(3);
    const hits = await store.search('0,1');
    expect(hits.map(({ document }) => document.pageContent)).toEqual(['0,2', '0,1', '5,0']);
  });

  it('deletes by ids and by a filter', async () => {
    const store = memoryVectorStore(plain);
    await store.addDocuments([doc('1,0', 'a'), doc('2,0', 'b'), doc('3,1'), doc('0,1', 'c')]);
    expect(store.delete(['a', 'nobody'])).toBe(1);
    expect(store.delete(({ pageContent }) => pageContent === '3,1')).toBe(1);
    const rest = await store.search('0,1');
    expect(rest.map(({ document }) => document.pageContent)).toEqual(['0,1', '2,0']);
    await store.addDocuments([doc('0,9', 'c')]);
    expect((await store.search('0,1', 1))[0]!.document.pageContent).toBe('0,9');
    expect(store.delete(() => true)).toBe(2);
    await store.addTexts(['1,2,3']);
    expect(store.size).toBe(1);
  });

  it('is written as JSON and read again, with the same answers', async () => {
    const vector = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(vector, { maxLength: 12 }), vector, async (vectors, query) => {
        const store = memoryVectorStore(plain);
        await store.addDocuments(vectors.map((v, i) => doc(v.join(), i % 2 === 0 ? `id${i}` : undefined)));
        const data = JSON.parse(JSON.stringify(store));
        const again = memoryVectorStore(plain, { data });
        expect(await again.search(query.join())).toEqual(await store.search(query.join()));
        await again.addDocuments([doc('1,1,1,1,1', 'id0')]);
        expect(again.size).toBe(vectors.length === 0 ? 1 : vectors.length);
      }),
    );
    const data = JSON.parse(JSON.stringify(await memoryVectorStore(plain).addTexts(['1,0'])));
    for (const broken of [
      {},
      { ...data, vectors: 'AAAA' },
      { ...data, version: 2 },
      { ...data, documents: [1] },
    ]) {
      expect(() => memoryVectorStore(plain, { data: broken })).toThrow(
        expect.objectContaining({ code: 'bad_input' }),
      );
    }
  });

  it('compares by the product where it shall', async () => {
    const store = await memoryVectorStore(plain, { similarity: 'dot' }).addTexts(['1,0', '3,1', '0,9']);
    const hits = await store.search('2,0');
    expect(hits.map(({ score }) => score)).toEqual([6, 2, 0]);
    const again = memoryVectorStore(plain, { data: store.toJSON() });
    expect((await again.search('2,0', 1))[0]!.score).toBe(6);
  });

  it('takes vectors that are known', async () => {
    const store = memoryVectorStore(plain).addVectors([Float32Array.of(1, 0), [0, 1]], [doc('a'), doc('b')]);
    expect((await store.search('0,1', { k: 1 }))[0]!.document.pageContent).toBe('b');
  });

  it('refuses numbers that cannot be', async () => {
    const store = memoryVectorStore(plain);
    for (const options of [{ k: 0 }, { k: 1.5 }, { mmr: { fetchK: 0 } }, { mmr: { lambda: 2 } }]) {
      expect(() => store.asRetriever(options)).toThrow(expect.objectContaining({ code: 'bad_config' }));
      await expect(store.search('1,0', options)).rejects.toMatchObject({ code: 'bad_config' });
    }
  });
});
