import { NEVER, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { accumulate } from '../../operators/accumulate.ts';
import { marbles } from '../../src/testing/marbles.ts';

const boom = new Error('boom');
const failing = (): string => {
  throw boom;
};

describe('accumulate', () => {
  it(
    'emits the sum after every chunk',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-|');
      const expected = '     -x-y-z-|';
      const subscribed = '   ^------!';
      expectObservable(source.pipe(accumulate())).toBe(expected, { x: 'a', y: 'ab', z: 'abc' });
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    }),
  );

  it(
    'completes empty for an empty source and waits for one that never completes',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('--|').pipe(accumulate())).toBe('--|');
      expectObservable(NEVER.pipe(accumulate())).toBe('      -');
    }),
  );

  it(
    'passes an error of the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-#', undefined, boom);
      const expected = '     -a-#';
      expectObservable(source.pipe(accumulate())).toBe(expected, undefined, boom);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    }),
  );

  it(
    'fails with the error of the join and leaves the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-|');
      const expected = '     -a-#';
      expectObservable(source.pipe(accumulate(failing))).toBe(expected, undefined, boom);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    }),
  );

  it(
    'leaves the source when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-|');
      const leave = '        --!';
      const expected = '     -a-';
      expectObservable(source.pipe(accumulate()), leave).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('^-!');
    }),
  );

  it(
    'starts anew with every subscription',
    marbles(({ cold, expectObservable }) => {
      const sums = cold('-a-b|').pipe(accumulate());
      expectObservable(sums).toBe('           -x-y|', { x: 'a', y: 'ab' });
      expectObservable(sums, '--^').toBe('    ---x-y|', { x: 'a', y: 'ab' });
    }),
  );

  it('never touches a sum that it has emitted', () => {
    const sums: (readonly number[])[] = [];
    of([1], [2], [3])
      .pipe(accumulate<readonly number[]>())
      .subscribe((sum) => sums.push(Object.freeze(sum)));
    expect(sums).toStrictEqual([[1], [1, 2], [1, 2, 3]]);
  });
});
