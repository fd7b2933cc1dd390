import { describe, expect, it } from 'vitest';
import type { Runnable } from '../../src/Runnable.ts';
import { chain } from '../../src/runnables/chain.ts';
import { parallel } from '../../src/runnables/parallel.ts';
import { passthrough } from '../../src/runnables/passthrough.ts';
import { pick } from '../../src/runnables/pick.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('failed');
const values = { a: { q: 'x' }, b: { other: 1 }, c: { q: 'y', r: 2 } };

describe('pick', () => {
  it(
    'one key gives its value, chunk by chunk; a chunk without it gives nothing',
    marbles((m) => {
      m.expectObservable(m.cold('-a-b-c|', values).pipe(pick('q') as never)).toBe('-x---y|');
    }),
  );

  it(
    'several keys give a record of those that are there',
    marbles((m) => {
      m.expectObservable(m.cold('-a-b-c|', values).pipe(pick(['r', 'q']) as never)).toBe('-a---c|', {
        a: { q: 'x' },
        c: { r: 2, q: 'y' },
      });
    }),
  );

  it(
    'empty source',
    marbles((m) => m.expectObservable(m.cold('--|').pipe(pick('q') as never)).toBe('--|')),
  );

  it(
    'never, and leaving early tears the source down',
    marbles((m) => {
      const source = m.cold('-a-', values);
      m.expectObservable(source.pipe(pick('q') as never), '^-!').toBe('-x');
      m.expectObservable(source.pipe(pick('q') as never)).toBe('-x-');
      m.expectSubscriptions(source.subscriptions).toBe(['^-!', '^--']);
    }),
  );

  it(
    'source error',
    marbles((m) =>
      m
        .expectObservable(m.cold('-a#', values, failure).pipe(pick('q') as never))
        .toBe('-x#', undefined, failure),
    ),
  );

  it(
    'a second subscription',
    marbles((m) => {
      const run = m.cold('-a|', values).pipe(pick('q') as never);
      m.expectObservable(run).toBe('-x|');
      m.expectObservable(run, '---^').toBe('----x|');
    }),
  );

  it('a value of undefined is a value; only own members are picked', () => {
    const seen: unknown[] = [];
    (pick('q') as unknown as ReturnType<typeof passthrough<unknown>>)
      .stream({ q: undefined })
      .subscribe({ next: (value) => seen.push(value), complete: () => seen.push('|') });
    (pick('toString') as unknown as ReturnType<typeof passthrough<unknown>>)
      .stream({ q: 1 })
      .subscribe({ next: (value) => seen.push(value), complete: () => seen.push('|') });
    expect(seen).toEqual([undefined, '|', '|']);
  });

  it('a chunk that is no record is an error that says so', () => {
    const seen: unknown[] = [];
    (pick('q') as unknown as ReturnType<typeof passthrough<unknown>>)
      .stream('text')
      .subscribe({ error: (error) => seen.push(error) });
    expect(seen).toEqual([
      expect.objectContaining({ code: 'bad_chunk', message: 'RunnablePick<q> takes records; got string.' }),
    ]);
  });

  it('joins by the rule of the branch that it picks', () => {
    const seen: unknown[] = [];
    const anyChain = chain as unknown as (...steps: readonly unknown[]) => Runnable<string, unknown>;
    anyChain(parallel({ a: passthrough<string>(), b: passthrough<string>() }), pick('a'))
      .invoke('x')
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual(['x']);
  });

  it('its name lists its keys', () => {
    expect(pick('q').name).toBe('RunnablePick<q>');
    expect(pick(['q', 'r']).name).toBe('RunnablePick<q,r>');
  });
});
