import { NEVER, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { aggregate } from '../../operators/aggregate.ts';
import { joinMessages } from '../../operators/joinMessages.ts';
import { replaceChunks } from '../../operators/replaceChunks.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import { marbles } from '../../src/testing/marbles.ts';

const boom = new Error('boom');
const failing = (): string => {
  throw boom;
};

describe('aggregate', () => {
  it(
    'holds every chunk until the source completes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-|');
      const expected = '     -------(x|)';
      const subscribed = '   ^------!';
      expectObservable(source.pipe(aggregate())).toBe(expected, { x: 'abc' });
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    }),
  );

  it(
    'completes empty for an empty source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ---|');
      const expected = '     ---|';
      const subscribed = '   ^--!';
      expectObservable(source.pipe(aggregate())).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    }),
  );

  it(
    'waits for a source that never completes',
    marbles(({ cold, expectObservable }) => {
      expectObservable(NEVER.pipe(aggregate())).toBe('-');
      expectObservable(cold('-a-b-').pipe(aggregate())).toBe('-----');
    }),
  );

  it(
    'passes an error of the source and drops what it held',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-#', undefined, boom);
      const expected = '     ---#';
      const subscribed = '   ^--!';
      expectObservable(source.pipe(aggregate())).toBe(expected, undefined, boom);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    }),
  );

  it(
    'fails with the error of the join and leaves the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-|');
      const expected = '     ---#';
      const subscribed = '   ^--!';
      expectObservable(source.pipe(aggregate(failing))).toBe(expected, undefined, boom);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    }),
  );

  it(
    'leaves the source when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-|');
      const leave = '        ----!';
      const expected = '     -----';
      expectObservable(source.pipe(aggregate()), leave).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    }),
  );

  it(
    'starts anew with every subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b|');
      const joined = source.pipe(aggregate());
      expectObservable(joined).toBe('                   ----(x|)', { x: 'ab' });
      expectObservable(joined, '     --^').toBe('       ------(x|)', { x: 'ab' });
      expectSubscriptions(source.subscriptions).toBe(['^---!', '--^---!']);
    }),
  );

  it(
    'takes the rule of a join',
    marbles(({ cold, expectObservable }) => {
      const values = { a: [1], b: [1, 2] };
      expectObservable(cold('ab|', values).pipe(aggregate())).toBe('             --(x|)', { x: [1, 1, 2] });
      expectObservable(cold('ab|', values).pipe(aggregate(replaceChunks))).toBe('--(b|)', values);
    }),
  );

  it('fails for messages that do not add', () => {
    const errors: unknown[] = [];
    of(aiChunk('a'), human('b') as never)
      .pipe(aggregate(joinMessages))
      .subscribe({ error: (error: unknown) => errors.push(error) });
    expect(errors).toMatchObject([{ code: 'cannot_add' }]);
  });
});
