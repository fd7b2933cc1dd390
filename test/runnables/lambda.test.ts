import { map, NEVER, type Observable, of, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { currentRun } from '../../src/runnables/currentRun.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { marbles } from '../../src/testing/marbles.ts';

const shout = lambda((text: string) => text.toUpperCase());
const failure = new Error('thrown by the user');

describe('lambda', () => {
  it(
    'holds its input until the source completes, then gives one value',
    marbles((m) => {
      const source = m.cold('-a-b-|');
      m.expectObservable(source.pipe(shout)).toBe('-----(x|)', { x: 'AB' });
      m.expectSubscriptions(source.subscriptions).toBe('^----!');
    }),
  );

  it(
    'empty source: completes empty, the function is not called',
    marbles((m) => {
      let calls = 0;
      const counting = lambda(() => ++calls);
      m.expectObservable(m.cold('--|').pipe(counting)).toBe('--|');
      m.flush();
      expect(calls).toBe(0);
    }),
  );

  it(
    'never',
    marbles((m) => {
      const source = m.cold('-a-');
      m.expectObservable(source.pipe(shout)).toBe('---');
      m.expectSubscriptions(source.subscriptions).toBe('^--');
    }),
  );

  it(
    'source error: goes through unchanged, the function is not called',
    marbles((m) => {
      const source = m.cold('-a-#', undefined, failure);
      m.expectObservable(source.pipe(shout)).toBe('---#', undefined, failure);
      m.expectSubscriptions(source.subscriptions).toBe('^--!');
    }),
  );

  it('an error of the function goes through unchanged, the very object', () => {
    const seen: unknown[] = [];
    const throwing = lambda(() => {
      throw failure;
    });
    throwing.stream('x').subscribe({ error: (error) => seen.push(error) });
    throwing.invoke('x').subscribe({ error: (error) => seen.push(error) });
    of('x')
      .pipe(throwing)
      .subscribe({ error: (error) => seen.push(error) });
    expect(seen).toEqual([failure, failure, failure]);
    expect(seen.every((error) => error === failure)).toBe(true);
  });

  it('what is thrown need not be an error', () => {
    const seen: unknown[] = [];
    lambda(() => {
      throw 'a text'; // eslint-disable-line
    })
      .stream('x')
      .subscribe({ error: (error) => seen.push(error) });
    expect(seen).toEqual(['a text']);
  });

  it(
    'leaving early tears the source down and the function is not called',
    marbles((m) => {
      const source = m.cold('-a-b-|');
      m.expectObservable(source.pipe(shout), '^--!').toBe('-');
      m.expectSubscriptions(source.subscriptions).toBe('^--!');
    }),
  );

  it(
    'a second subscription starts afresh',
    marbles((m) => {
      const source = m.cold('-a-b|');
      const shouted = source.pipe(shout);
      m.expectObservable(shouted).toBe('----(x|)', { x: 'AB' });
      m.expectObservable(shouted, '--^').toBe('------(x|)', { x: 'AB' });
      m.expectSubscriptions(source.subscriptions).toBe(['^---!', '--^---!']);
    }),
  );

  it(
    'waits for a promise; leaving drops it and fires the signal',
    marbles((m) => {
      const aborted: (string | boolean)[] = [];
      const slow = lambda((_: string, config) => {
        config.signal?.addEventListener('abort', () => aborted.push(`at ${m.scheduler.frame}`));
        return m.promise('--a');
      });
      m.expectObservable(slow.stream('x')).toBe('--(a|)');
      m.expectObservable(slow.stream('x'), '---^!').toBe('-');
      m.flush();
      expect(aborted).toEqual(['at 4']);
    }),
  );

  it(
    'streams an Observable that a promise gives, and lets it go with the run',
    marbles((m) => {
      const words = m.cold('-x-y|');
      const late = lambda(() => m.promise('--a', { a: words }));
      m.expectObservable(late.stream('q')).toBe('---x-y|');
      m.expectObservable(late.invoke('q')).toBe('------(w|)', { w: 'xy' });
      m.expectObservable(late.stream('q'), '^---!').toBe('---x');
      m.expectSubscriptions(words.subscriptions).toBe(['--^---!', '--^---!', '--^-!']);
    }),
  );

  it(
    'a rejected promise is the error of the run',
    marbles((m) => {
      const rejecting = lambda(() => m.promise('--#', undefined, failure));
      m.expectObservable(rejecting.stream('x')).toBe('--#', undefined, failure);
      m.expectObservable(rejecting.invoke('x')).toBe('--#', undefined, failure);
    }),
  );

  it(
    'streams an Observable; invoke joins it',
    marbles((m) => {
      const inner = m.cold('-a-b|');
      const streaming = lambda(() => inner);
      m.expectObservable(streaming.stream('x')).toBe('-a-b|');
      m.expectObservable(streaming.invoke('x')).toBe('----(x|)', { x: 'ab' });
      m.expectObservable(streaming.stream('x'), '^-!').toBe('-a');
      m.expectSubscriptions(inner.subscriptions).toBe(['^---!', '^---!', '^-!']);
    }),
  );

  it(
    'an Observable that completes empty gives nothing',
    marbles((m) => {
      m.expectObservable(lambda(() => m.cold('--|')).invoke('x')).toBe('--|');
      m.expectObservable(lambda(() => m.cold('--|')).stream('x')).toBe('--|');
    }),
  );

  it('arrays and strings are values; undefined and null too', () => {
    for (const value of [['a', 'b'], 'text', undefined, null, 0, false]) {
      const seen: unknown[] = [];
      lambda(() => value)
        .stream('x')
        .subscribe((result) => seen.push(result));
      lambda(() => value)
        .invoke('x')
        .subscribe((result) => seen.push(result));
      expect(seen).toEqual([value, value]);
    }
  });

  it('streams an async iterable and returns its generator when it is left', async () => {
    const log: string[] = [];
    const counting = lambda(async function* count(to: number) {
      try {
        for (let i = 1; i <= to; i++) yield i;
      } finally {
        log.push('returned');
      }
    });
    const seen: number[] = [];
    for await (const n of counting.stream(3)) seen.push(n);
    expect(seen).toEqual([1, 2, 3]);
    for await (const n of counting.stream(1_000_000)) if (n === 2) break;
    await Promise.resolve();
    expect(log).toEqual(['returned', 'returned']);
  });

  it(
    'streams a runnable with the same input, as a child',
    marbles((m) => {
      const model = m.model(['-a-b|', '-a-b|']);
      const routed = lambda(() => chain(model, stringParser()), { name: 'route' });
      m.expectRun(routed, 'hi')
        .toStream('-a-b|')
        .toTell([
          '0 on_chain_start route',
          '0 on_chain_start RunnableSequence',
          '0 on_chat_model_start MarbleModel',
          '1 on_chat_model_stream MarbleModel',
          '1 on_parser_start StrOutputParser',
          '1 on_parser_stream StrOutputParser',
          '1 on_chain_stream RunnableSequence',
          '1 on_chain_stream route',
          '3 on_chat_model_stream MarbleModel',
          '3 on_parser_stream StrOutputParser',
          '3 on_chain_stream RunnableSequence',
          '3 on_chain_stream route',
          '4 on_chat_model_end MarbleModel',
          '4 on_parser_end StrOutputParser',
          '4 on_chain_end RunnableSequence',
          '4 on_chain_end route',
        ]);
      m.expectObservable(routed.invoke('hi')).toBe('----(x|)', { x: 'ab' });
    }),
  );

  it('a runnable that returns itself is refused', () => {
    const endless: ReturnType<typeof lambda<string, unknown>> = lambda((_: string): unknown => endless, {
      name: 'endless',
    });
    const seen: unknown[] = [];
    endless.stream('x').subscribe({ error: (error) => seen.push(error) });
    expect(seen).toEqual([expect.objectContaining({ code: 'too_deep' })]);
  });

  it(
    'a function that never ends holds nobody back when it is left',
    marbles((m) => {
      m.expectObservable(lambda(() => NEVER).stream('x'), '^---!').toBe('-');
      m.expectObservable(lambda(() => m.promise('-')).stream('x'), '^---!').toBe('-');
    }),
  );

  it('has the name of its function, or the given one', () => {
    function double(n: number): number {
      return 2 * n;
    }
    expect(lambda(double).name).toBe('double');
    expect(lambda(double, { name: 'twice' }).name).toBe('twice');
    expect(lambda((n: number) => n).name).toBe('RunnableLambda');
  });

  it('join says how the chunks of a returned stream join', () => {
    const seen: unknown[] = [];
    const sum = lambda((to: string) => of(...to).pipe(map(Number)), {
      join: (a: number, b: number) => a + b,
    });
    sum.invoke('1234').subscribe((whole) => seen.push(whole));
    lambda((to: string) => of(...to).pipe(map(Number)))
      .invoke('1234')
      .subscribe((whole) => seen.push(whole));
    expect(seen).toEqual([10, 4]);
  });

  it(
    'sees its own run while it is called, and nothing outside of it',
    marbles((m) => {
      const named = lambda(() => currentRun()?.name, { name: 'me' });
      m.expectObservable(
        timer(2).pipe(
          map(() => 'x'),
          named,
        ),
      ).toBe('--(x|)', { x: 'me' });
      m.flush();
      expect(currentRun()).toBeUndefined();
    }),
  );

  it('is left as it was by an error: no run stays current', () => {
    lambda((): Observable<string> => {
      throw failure;
    })
      .stream('x')
      .subscribe({ error: () => undefined });
    expect(currentRun()).toBeUndefined();
  });
});
