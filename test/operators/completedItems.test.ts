import fc from 'fast-check';
import { from, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { completedItems } from '../../operators/completedItems.ts';
import { parsePartialJson } from '../../operators/parsePartialJson.ts';
import { marble } from '../events/runEvents.ts';
import { arbitraryPieces } from './arbitraryJsonText.ts';

interface Snapshot {
  a?: ({ n?: string } | number)[];
  b?: number;
}
const one = { n: 'one' };
const snapshots: Record<string, Snapshot> = {
  o: {},
  e: { a: [] },
  p: { a: [{}] },
  q: { a: [{ n: 'on' }] },
  r: { a: [one] },
  s: { a: [one, 2] },
  t: { a: [one, 2, 3] },
  u: { a: [one, 2, 3], b: 1 },
  v: { a: [one, 2, 3], b: 12 },
};
const items = { x: one, y: 2, z: 3 };

describe('completedItems', () => {
  it('emits an element when the next begins, and the last when something behind the list does', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -o-e-p-q-r-s-t-u-v-|', snapshots);
      const expected = '     -----------x-y-z---|';
      const subscribed = '   ^------------------!';
      expectObservable(source.pipe(completedItems(['a']))).toBe(expected, items);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('emits the last with the source, several at once in order', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold('-q-t---|', snapshots).pipe(completedItems(['a']))).toBe('---(xy)(z|)', items);
    });
  });

  it('gives nothing for an empty source, a silent one, or one without a list there', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold<Snapshot>('--|').pipe(completedItems(['a']))).toBe('--|');
      expectObservable(cold('-r--', snapshots).pipe(completedItems(['a']))).toBe('----');
      expectObservable(
        cold<unknown>('-r-|', { r: { a: { b: 'no list' } } }).pipe(completedItems(['a', 'b'])),
      ).toBe('---|');
      expectObservable(cold<unknown>('-r-|', { r: null }).pipe(completedItems(['__proto__', 'x']))).toBe(
        '---|',
      );
    });
  });

  it('passes an error at once, without the element that was growing', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold('-s-#', snapshots).pipe(completedItems(['a']))).toBe('-x-#', items);
    });
  });

  it('tears its source down with its subscriber, and counts anew for each', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-s-t-|', snapshots);
      const complete = source.pipe(completedItems(['a']));
      expectObservable(complete, '--!').toBe('-x', items);
      expectObservable(complete, '---^').toBe('----x-y-(z|)', items);
      expectSubscriptions(source.subscriptions).toBe(['^-!', '---^----!']);
    });
  });

  it('waits for the end where the order of keys tells nothing', () => {
    const pieces = ['{"b":1,"7":[1,', '2,', '3],"c', '":1}'];
    const seen: unknown[] = [];
    from(pieces)
      .pipe(parsePartialJson(), completedItems(['7']))
      .subscribe((item) => seen.push(item));
    expect(seen).toStrictEqual([1, 2, 3]);
  });

  it('goes through lists: the element behind ends the list inside', () => {
    marble(({ cold, expectObservable }) => {
      const source = cold<number[][]>('-a-b-c-|', { a: [[1]], b: [[1, 2]], c: [[1, 2], []] });
      expectObservable(source.pipe(completedItems([0]))).toBe('---x-y-|', { x: 1, y: 2 });
      expectObservable(source.pipe(completedItems([]))).toBe('-----x-(y|)', { x: [1, 2], y: [] });
    });
  });

  it('emits every element once, whole, and as the object of the last snapshot', () => {
    const documents = fc.record({
      before: fc.jsonValue(),
      list: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 5 }),
      behind: fc.jsonValue(),
    });
    fc.assert(
      fc.property(
        documents.chain((value) => fc.tuple(fc.constant(value), arbitraryPieces(JSON.stringify(value)))),
        ([value, pieces]) => {
          let last: { list?: unknown[] } = {};
          const seen: unknown[] = [];
          from(pieces)
            .pipe(parsePartialJson<{ list?: unknown[] }>())
            .subscribe((snapshot) => {
              last = snapshot;
            });
          from(pieces)
            .pipe(parsePartialJson<{ list: unknown[] }>(), completedItems(['list']))
            .subscribe((item) => seen.push(item));
          expect(JSON.stringify(seen)).toBe(JSON.stringify(value.list));
          expect(seen).toEqual(last.list);
        },
      ),
    );
  });

  it('runs the example of its documentation', () => {
    const seen: unknown[] = [];
    of('{"countries": [{"name": "Sp', 'ain"}, {"name": "Jap', 'an"}]}')
      .pipe(parsePartialJson(), completedItems(['countries']), toArray())
      .subscribe((all) => seen.push(...all));
    expect(seen).toStrictEqual([{ name: 'Spain' }, { name: 'Japan' }]);
  });
});
