import { lastValueFrom, type Observable, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/messages/Document.ts';
import { keywordRetriever } from '../../src/retrievers/keywordRetriever.ts';
import { memoryVectorStore } from '../../src/retrievers/memoryVectorStore.ts';
import { mergeRetrievers } from '../../src/retrievers/mergeRetrievers.ts';
import { retriever } from '../../src/retrievers/retriever.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { fakeEmbeddings } from '../../src/testing/fakeEmbeddings.ts';
import { fakeRetriever } from '../../src/testing/fakeRetriever.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('no index');
const doc = (pageContent: string): Document => ({ pageContent, metadata: {} });
const found = retriever({ name: 'docs', retrieve: (query) => [doc(query)] });

function errorsOf(run: Observable<unknown>): readonly unknown[] {
  const errors: unknown[] = [];
  run.subscribe({ error: (error) => errors.push(error) });
  return errors;
}

describe('retriever', () => {
  it(
    'gives the documents of a query as one list: a value, a promise, an Observable',
    marbles((m) => {
      m.expectObservable(found.stream('cats')).toBe('(x|)', { x: [doc('cats')] });
      m.expectObservable(found.invoke('cats')).toBe('(x|)', { x: [doc('cats')] });
      const later = retriever({ name: 'docs', retrieve: (query) => m.promise('--d', { d: [doc(query)] }) });
      m.expectObservable(later.stream('cats')).toBe('--(x|)', { x: [doc('cats')] });
      const streaming = retriever({
        name: 'docs',
        retrieve: () => m.cold('-a-b|', { a: [doc('a')], b: [doc('b')] }),
      });
      m.expectObservable(streaming.stream('cats')).toBe('----(x|)', { x: [doc('a'), doc('b')] });
    }),
  );

  it(
    'takes its whole query first; an empty source looks nothing up',
    marbles((m) => {
      m.expectObservable(m.cold('-c-a|').pipe(found)).toBe('----(x|)', { x: [doc('ca')] });
      const index = m.retriever('-a|');
      m.expectObservable(m.cold('--|').pipe(index)).toBe('--|');
      m.expectSubscriptions(index.subscriptions).toBe([]);
    }),
  );

  it(
    'never, source error, an error of its function, a second subscription',
    marbles((m) => {
      const throwing = retriever({
        name: 'docs',
        retrieve: () => {
          throw failure;
        },
      });
      m.expectObservable(m.cold('-a-').pipe(found)).toBe('---');
      m.expectObservable(m.cold('-a#', undefined, failure).pipe(found)).toBe('--#', undefined, failure);
      m.expectObservable(throwing.stream('cats')).toBe('#', undefined, failure);
      m.expectObservable(
        retriever({ name: 'docs', retrieve: () => m.promise<Document[]>('-#', undefined, failure) }).stream(
          'cats',
        ),
      ).toBe('-#', undefined, failure);
      const index = m.retriever(['-(a|)', '-(b|)']);
      const run = index.stream('cats');
      m.expectObservable(run).toBe('-(a|)', { a: [doc('a')] });
      m.expectObservable(run, '---^').toBe('----(b|)', { b: [doc('b')] });
    }),
  );

  it(
    'leaving early fires the signal',
    marbles((m) => {
      const log: number[] = [];
      const slow = retriever({
        name: 'docs',
        retrieve: (_, config) => {
          config.signal?.addEventListener('abort', () => log.push(m.scheduler.frame));
          return m.promise<Document[]>('---');
        },
      });
      m.expectObservable(slow.stream('cats'), '^-!').toBe('-');
      m.flush();
      expect(log).toEqual([2]);
    }),
  );

  it.each([
    ['a number', 5, 'number'],
    ['a record', { question: 'cats' }, 'a record'],
    ['a list', ['cats'], 'a list'],
  ])('refuses a query that is %s', (_, query, kind) => {
    const empty = memoryVectorStore(fakeEmbeddings()).asRetriever();
    const searches = [found, keywordRetriever([]), empty, mergeRetrievers([found]), fakeRetriever([])];
    for (const search of searches) {
      const [error] = errorsOf(search.stream(query as never));
      expect(error).toMatchObject({ code: 'bad_input' });
      expect((error as Error).message).toContain(
        `The retriever ${search.name} takes a query as text; it got ${kind}.`,
      );
    }
  });

  it.each([
    ['a text', 'x', 'string'],
    ['nothing', undefined, 'undefined'],
    ['one document', doc('x'), 'a record'],
    ['texts', ['x'], 'a list with string'],
    ['documents without metadata', [doc('x'), { pageContent: 'y' }], 'a list with a record'],
    ['an Observable of a text', of('x'), 'string'],
    ['an Observable of texts', of(['x']), 'a list with string'],
  ])('refuses a function that gives %s', (_, given, kind) => {
    const [error] = errorsOf(retriever({ name: 'docs', retrieve: () => given as never }).stream('cats'));
    expect(error).toMatchObject({
      code: 'bad_step',
      message: expect.stringContaining(
        `The retriever docs must find a list of documents; its function gave ${kind}.`,
      ),
    });
  });

  it('takes what an async generator gives', async () => {
    const later = retriever({
      name: 'docs',
      retrieve: async function* (query) {
        yield [doc(query)];
      },
    });
    expect(await lastValueFrom(later.stream('cats'))).toEqual([doc('cats')]);
  });

  it('events carry the query', () => {
    const told: unknown[] = [];
    const count = lambda((docs: Document[]) => docs.length);
    chain(found, count)
      .streamEvents('cats', { includeTypes: ['retriever'] })
      .subscribe(({ event, data }) => told.push([event, data]));
    expect(told).toEqual([
      ['on_retriever_start', { input: { query: 'cats' } }],
      ['on_retriever_end', { output: [doc('cats')], input: { query: 'cats' } }],
    ]);
  });
});
