import { EMPTY, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/messages/Document.ts';
import { type MergeOptions, mergeRetrievers } from '../../src/retrievers/mergeRetrievers.ts';
import { retriever } from '../../src/retrievers/retriever.ts';
import { marbles } from '../../src/testing/marbles.ts';
import { sequentialIds } from '../../src/testing/sequentialIds.ts';

const failure = new Error('no index');
const doc = (pageContent: string, id?: string): Document => ({
  pageContent,
  metadata: {},
  ...(id !== undefined && { id }),
});
const list = (name: string, texts: string) =>
  retriever({ name, retrieve: () => [...texts].map((text) => doc(text)) });
const merged = async (texts: readonly string[], options: MergeOptions = {}) => {
  const found = await lastValueFrom(
    mergeRetrievers(
      texts.map((each) => list('list', each)),
      options,
    ).invoke('x'),
  );
  return found.map(({ pageContent }) => pageContent).join('');
};

describe('mergeRetrievers', () => {
  it('puts first what stands high in several lists', async () => {
    expect(await merged(['abc', 'cda'])).toBe('acbd');
    expect(await merged(['abc', ''])).toBe('abc');
    expect(await merged([])).toBe('');
    expect(await merged(['abcdef'], { k: 2 })).toBe('ab');
  });

  it('weighs lists and ranks', async () => {
    expect(await merged(['ab', 'ba'], { weights: [1, 2] })).toBe('ba');
    expect(await merged(['abc', 'bca'], { weights: [1, 0] })).toBe('abc');
    // With a small constant the first place counts more than two second ones.
    expect(await merged(['ab', 'cb'], { rankConstant: 0 })).toBe('abc');
    expect(await merged(['ab', 'cb'], { rankConstant: 60 })).toBe('bac');
  });

  it('knows documents by their id, else by text and metadata; each counts once in a list', async () => {
    const first = retriever({ name: 'a', retrieve: () => [doc('old', '1'), doc('x')] });
    const second = retriever({
      name: 'b',
      retrieve: () => [{ pageContent: 'x', metadata: { page: 2 } }, doc('new', '1'), doc('new', '1')],
    });
    const found = await lastValueFrom(mergeRetrievers([first, second]).invoke('q'));
    expect(found).toEqual([doc('old', '1'), { pageContent: 'x', metadata: { page: 2 } }, doc('x')]);
  });

  it(
    'asks all at the same time, and waits for all',
    marbles((m) => {
      const [one, two] = [m.retriever('--a|'), m.retriever('-b--|')];
      m.expectObservable(mergeRetrievers([one, two]).stream('q')).toBe('----(x|)', {
        x: [doc('a'), doc('b')],
      });
      m.flush();
      expect([one.calls, two.calls]).toEqual([[{ frame: 0, query: 'q' }], [{ frame: 0, query: 'q' }]]);
    }),
  );

  it(
    'the first failure ends it and cancels the others; so does leaving',
    marbles((m) => {
      const [one, two] = [m.retriever('--#', undefined, failure), m.retriever(['-b--|', '-b--|'])];
      m.expectObservable(mergeRetrievers([one, two]).stream('q')).toBe('--#', undefined, failure);
      m.expectObservable(mergeRetrievers([two]).stream('q'), '----^-!').toBe('-------');
      m.expectSubscriptions(two.subscriptions).toBe(['^-!', '----^-!']);
    }),
  );

  it('its retrievers are child runs; empty input: nothing is looked up', async () => {
    const both = mergeRetrievers([list('one', 'a'), list('two', 'b')]);
    const events = await lastValueFrom(both.streamEvents('q', { newRunId: sequentialIds() }).pipe(toArray()));
    expect(events.map(({ event, name, parent_ids }) => [event, name, parent_ids])).toEqual([
      ['on_retriever_start', 'EnsembleRetriever', []],
      ['on_retriever_start', 'one', ['r1']],
      ['on_retriever_end', 'one', ['r1']],
      ['on_retriever_start', 'two', ['r1']],
      ['on_retriever_end', 'two', ['r1']],
      ['on_retriever_end', 'EnsembleRetriever', []],
    ]);
    expect(await lastValueFrom(EMPTY.pipe(both), { defaultValue: 'nothing' })).toBe('nothing');
  });

  it('refuses numbers that cannot be', () => {
    for (const options of [{ k: 0 }, { weights: [1, 2] }, { weights: [-1] }, { rankConstant: -1 }]) {
      expect(() => mergeRetrievers([list('a', 'a')], options)).toThrow(
        expect.objectContaining({ code: 'bad_config' }),
      );
    }
  });
});
