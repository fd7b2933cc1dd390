import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { each } from '../../src/runnables/each.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('thrown by the user');
const double = lambda((n: number) => 2 * n, { name: 'double' });

describe('each', () => {
  it(
    'gives one list, in the order of the items, when all are done',
    marbles((m) => {
      const model = m.model(['---a|', '-b|', '--c|']);
      m.expectObservable(each(chain(model, stringParser())).stream(['x', 'y', 'z'])).toBe('----(x|)', {
        x: ['a', 'b', 'c'],
      });
      m.expectSubscriptions(model.subscriptions).toBe(['^---!', '^-!', '^--!']);
    }),
  );

  it(
    'maxConcurrency: so many at a time',
    marbles((m) => {
      const model = m.model('10ms (a|)...');
      const two = each(chain(model, stringParser()), { maxConcurrency: 2 });
      m.expectObservable(two.invoke(['x', 'y', 'z'])).toBe('20ms (x|)', { x: ['a', 'a', 'a'] });
      m.expectSubscriptions(model.subscriptions).toBe(['^ 9ms !', '^ 9ms !', '10ms ^ 9ms !']);
    }),
  );

  it(
    'takes its whole input first',
    marbles((m) => {
      const source = m.cold('-a-b-|', { a: [1], b: [2, 3] });
      m.expectObservable(source.pipe(each(double))).toBe('-----(x|)', { x: [2, 4, 6] });
      m.expectSubscriptions(source.subscriptions).toBe('^----!');
    }),
  );

  it(
    'an empty list gives an empty list; an empty source nothing',
    marbles((m) => {
      m.expectObservable(each(double).stream([])).toBe('(x|)', { x: [] });
      m.expectObservable(m.cold<number[]>('--|').pipe(each(double))).toBe('--|');
    }),
  );

  it(
    'never',
    marbles((m) => {
      const source = m.cold('---', { a: [1] });
      m.expectObservable(source.pipe(each(double))).toBe('---');
      m.expectSubscriptions(source.subscriptions).toBe('^--');
    }),
  );

  it(
    'source error',
    marbles((m) => {
      m.expectObservable(m.cold('-a#', { a: [1] }, failure).pipe(each(double))).toBe(
        '--#',
        undefined,
        failure,
      );
    }),
  );

  it(
    'the first failure ends it and cancels the others; those that wait never start',
    marbles((m) => {
      const model = m.model(['-----a|', '--#'], undefined, failure);
      m.expectObservable(each(model, { maxConcurrency: 2 }).stream(['x', 'y', 'z'])).toBe(
        '--#',
        undefined,
        failure,
      );
      m.expectSubscriptions(model.subscriptions).toBe(['^-!', '^-!']);
    }),
  );

  it(
    'leaving early cancels all items',
    marbles((m) => {
      const model = m.model(['---a|', '---b|']);
      m.expectObservable(each(model).stream(['x', 'y']), '^-!').toBe('-');
      m.expectSubscriptions(model.subscriptions).toBe(['^-!', '^-!']);
    }),
  );

  it(
    'a second subscription starts afresh',
    marbles((m) => {
      const model = m.model(['-a|', '-b|']);
      const run = each(chain(model, stringParser())).stream(['x']);
      m.expectObservable(run).toBe('--(x|)', { x: ['a'] });
      m.expectObservable(run, '---^').toBe('-----(x|)', { x: ['b'] });
    }),
  );

  it(
    'an item that gives nothing leaves a hole of undefined, in its place',
    marbles((m) => {
      const nothing = lambda((n: number) => (n === 2 ? m.cold<number>('-|') : n));
      m.expectObservable(
        each(nothing)
          .invoke([1, 2, 3])
          .pipe(map((list) => list.length)),
      ).toBe('-(n|)', { n: 3 });
    }),
  );

  it('anything but a list is an error', () => {
    const seen: unknown[] = [];
    each(double)
      .stream('12' as never)
      .subscribe({ error: (error) => seen.push(error) });
    expect(seen).toEqual([
      expect.objectContaining({
        code: 'bad_input',
        message: 'RunnableEach<double> takes a list; got string.',
      }),
    ]);
  });

  it('a limit that would let none run is refused', () => {
    for (const maxConcurrency of [0, -1, Number.NaN]) {
      expect(() => each(double, { maxConcurrency })).toThrow(expect.objectContaining({ code: 'bad_config' }));
    }
  });
});
