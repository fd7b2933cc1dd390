import { describe, expect, it } from 'vitest';
import { chain } from '../../src/runnables/chain.ts';
import { passthrough } from '../../src/runnables/passthrough.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('failed');

describe('passthrough', () => {
  it(
    'gives its input on, chunk by chunk, the very same',
    marbles((m) => {
      const chunk = { a: 1 };
      const source = m.cold('-a-b-|', { a: chunk, b: chunk });
      const seen: unknown[] = [];
      source.pipe(passthrough()).subscribe((value) => seen.push(value));
      m.expectObservable(source.pipe(passthrough())).toBe('-a-b-|', { a: chunk, b: chunk });
      m.flush();
      expect(seen.every((value) => value === chunk)).toBe(true);
    }),
  );
  it(
    'empty source',
    marbles((m) => m.expectObservable(m.cold('--|').pipe(passthrough())).toBe('--|')),
  );
  it(
    'never, and leaving early tears the source down',
    marbles((m) => {
      const source = m.cold('-a-');
      m.expectObservable(source.pipe(passthrough())).toBe('-a-');
      m.expectObservable(source.pipe(passthrough()), '^--!').toBe('-a-');
      m.expectSubscriptions(source.subscriptions).toBe(['^--', '^--!']);
    }),
  );
  it(
    'source error',
    marbles((m) =>
      m
        .expectObservable(m.cold('-a#', undefined, failure).pipe(passthrough()))
        .toBe('-a#', undefined, failure),
    ),
  );
  it(
    'a second subscription',
    marbles((m) => {
      const source = m.cold('-a|');
      const run = source.pipe(passthrough());
      m.expectObservable(run).toBe('-a|');
      m.expectObservable(run, '---^').toBe('----a|');
      m.expectSubscriptions(source.subscriptions).toBe(['^-!', '---^-!']);
    }),
  );
  it(
    'invoke joins by the rule of what came in',
    marbles((m) => {
      m.expectObservable(m.cold('-a-b|').pipe(chain(passthrough<string>()))).toBe('-a-b|');
      m.expectObservable(passthrough<string>().invoke('ab')).toBe('(x|)', { x: 'ab' });
    }),
  );
});
