import { bufferCount, delay, map, of, retry, scan, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { chain } from '../../src/runnables/chain.ts';
import { operator } from '../../src/runnables/operator.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('thrown by the user');
const shout = operator(
  map((text: string) => text.toUpperCase()),
  { name: 'shout' },
);

describe('operator', () => {
  it(
    'gives what its operator gives, chunk by chunk',
    marbles((m) => {
      const source = m.cold('-a-b-|');
      m.expectObservable(source.pipe(shout)).toBe('-A-B-|');
      m.expectSubscriptions(source.subscriptions).toBe('^----!');
    }),
  );

  it(
    'in time too',
    marbles((m) => {
      m.expectObservable(m.cold('-a-b|').pipe(operator(delay(5)))).toBe('------a-(b|)');
    }),
  );

  it(
    'empty source',
    marbles((m) => m.expectObservable(m.cold('--|').pipe(shout)).toBe('--|')),
  );

  it(
    'never',
    marbles((m) => {
      const source = m.cold('---');
      m.expectObservable(source.pipe(shout)).toBe('---');
      m.expectSubscriptions(source.subscriptions).toBe('^--');
    }),
  );

  it(
    'source error',
    marbles((m) => {
      m.expectObservable(m.cold('-a-#', undefined, failure).pipe(shout)).toBe('-A-#', undefined, failure);
    }),
  );

  it(
    'an error inside the operator tears the source down',
    marbles((m) => {
      const throwing = operator(
        map((text: string) => {
          if (text === 'b') throw failure;
          return text;
        }),
      );
      const source = m.cold('-a-b-c|');
      m.expectObservable(source.pipe(throwing)).toBe('-a-#', undefined, failure);
      m.expectSubscriptions(source.subscriptions).toBe('^--!');
    }),
  );

  it(
    'an operator that throws when it is applied',
    marbles((m) => {
      const throwing = operator((): never => {
        throw failure;
      });
      m.expectObservable(m.cold('-a|').pipe(throwing)).toBe('#', undefined, failure);
    }),
  );

  it(
    'leaving early tears the source down',
    marbles((m) => {
      const source = m.cold('-a-b-c|');
      m.expectObservable(source.pipe(shout), '^--!').toBe('-A-');
      m.expectSubscriptions(source.subscriptions).toBe('^--!');
    }),
  );

  it(
    'a second subscription starts afresh',
    marbles((m) => {
      const counted = m.cold('-a-b|').pipe(operator(scan((count: number) => count + 1, 0)));
      m.expectObservable(counted).toBe('-a-b|', { a: 1, b: 2 });
      m.expectObservable(counted, '---^').toBe('----a-b|', { a: 1, b: 2 });
    }),
  );

  it(
    'an operator that completes early leaves its source, then completes',
    marbles((m) => {
      const source = m.cold('-a-b-c|');
      m.expectRun(
        chain(
          operator(() => source, { name: 'source' }),
          operator(take<string>(2), { name: 'take' }),
        ),
        'x',
      )
        .toStream('-a-(b|)')
        .toTell([
          '0 on_chain_start RunnableSequence',
          '1 on_chain_start source',
          '1 on_chain_stream source',
          '1 on_chain_start take',
          '1 on_chain_stream take',
          '1 on_chain_stream RunnableSequence',
          '3 on_chain_stream source',
          '3 on_chain_stream take',
          '3 on_chain_stream RunnableSequence',
          '3 on_chain_cancel source',
          '3 on_chain_end take',
          '3 on_chain_end RunnableSequence',
        ]);
      m.expectSubscriptions(source.subscriptions).toBe('^--!');
    }),
  );

  it(
    'what stands before it is cold to it: retry asks the model again',
    marbles((m) => {
      const model = m.model(['--#', '-a|']);
      const patient = chain(
        model,
        retry(1),
        map(({ content }) => content),
      );
      m.expectObservable(patient.stream('hi')).toBe('---a|');
      m.expectSubscriptions(model.subscriptions).toBe(['^-!', '--^-!']);
    }),
  );

  it(
    'one that fails without looking at its input starts and fails; one behind a failed step stays silent',
    marbles((m) => {
      const broken = operator(() => m.cold<string>('--#', undefined, failure), { name: 'broken' });
      m.expectRun(chain(broken, shout), 'x')
        .toStream('--#', undefined, failure)
        .toTell([
          '0 on_chain_start RunnableSequence',
          '2 on_chain_start broken',
          '2 on_chain_error broken',
          '2 on_chain_error RunnableSequence',
        ]);
    }),
  );

  it('invoke hands it the chunks as well, and joins what it gives', () => {
    const seen: unknown[] = [];
    const pairs = chain(
      operator(() => of('a', 'b', 'c')),
      operator(bufferCount<string>(2)),
    );
    pairs.stream('x').subscribe((list) => seen.push(list));
    pairs.invoke('x').subscribe((list) => seen.push(list));
    expect(seen).toEqual([['a', 'b'], ['c'], ['a', 'b', 'c']]);
  });

  it('join says how its chunks join', () => {
    const seen: unknown[] = [];
    operator(() => of(1, 2, 3), { join: (left: number, right: number) => left + right })
      .invoke('x')
      .subscribe((sum) => seen.push(sum));
    operator(() => of(1, 2, 3))
      .invoke('x')
      .subscribe((sum) => seen.push(sum));
    expect(seen).toEqual([6, 3]);
  });
});
