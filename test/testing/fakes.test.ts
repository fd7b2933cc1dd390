import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/messages/Document.ts';
import { fakeEmbeddings } from '../../src/testing/fakeEmbeddings.ts';
import { fakeRetriever } from '../../src/testing/fakeRetriever.ts';
import { sequentialIds } from '../../src/testing/sequentialIds.ts';

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe('fakeEmbeddings', () => {
  it('equal texts have equal vectors of length 1, texts that share words near ones', async () => {
    const embeddings = fakeEmbeddings();
    const [one, same, near, far] = await embeddings.embedDocuments([
      'harrison worked at kensho',
      'Harrison worked, at kensho!',
      'where did harrison work at',
      'pizza with olives',
    ]);
    expect(one).toEqual(same);
    expect(dot(one!, one!)).toBeCloseTo(1);
    expect(dot(one!, near!)).toBeGreaterThan(dot(one!, far!));
    expect(await embeddings.embedQuery('harrison worked at kensho')).toEqual(one);
  });

  it('has as many dimensions as asked for; a text without words is all zero', async () => {
    expect(await fakeEmbeddings({ dimensions: 3 }).embedQuery('?!')).toEqual([0, 0, 0]);
    expect(await fakeEmbeddings().embedQuery('x')).toHaveLength(64);
  });
});

describe('fakeRetriever', () => {
  it('gives what it is told', () => {
    const doc = (pageContent: string): Document => ({ pageContent, metadata: {} });
    const seen: unknown[] = [];
    fakeRetriever([doc('a')])
      .stream('x')
      .subscribe((documents) => seen.push(documents));
    fakeRetriever((query) => [doc(query)])
      .stream('x')
      .subscribe((documents) => seen.push(documents));
    expect(seen).toEqual([[doc('a')], [doc('x')]]);
  });
});

describe('sequentialIds', () => {
  it('counts from 1, each source for itself', () => {
    const [ids, others] = [sequentialIds(), sequentialIds('run-')];
    expect([ids(), ids(), others(), ids()]).toEqual(['r1', 'r2', 'run-1', 'r3']);
  });
});
