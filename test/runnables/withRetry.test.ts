import { concat, EMPTY, filter, NEVER, throwError, timer } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { withRetry } from '../../src/runnables/withRetry.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('529 overloaded');

describe('withRetry', () => {
  it(
    'tries again after its delay, and gives what the first good try gives',
    marbles((m) => {
      const model = m.model(['--#', '--#', '-a-b|']);
      m.expectObservable(withRetry(model, { count: 2, delay: 10 }).pipe(stringParser()).stream('hi')).toBe(
        '24ms -a-b|',
      );
      m.expectSubscriptions(model.subscriptions).toBe(['^-!', '12ms ^-!', '24ms ^---!']);
    }),
  );

  it(
    'fails with the last error when no try is left',
    marbles((m) => {
      const model = m.model(['--#', '--#'], undefined, failure);
      m.expectObservable(withRetry(model, { count: 1, delay: 10 }).stream('hi')).toBe(
        '14ms #',
        undefined,
        failure,
      );
    }),
  );

  it(
    'never after its first chunk has been handed on; an invoke hands nothing on',
    marbles((m) => {
      const streamed = m.model('-a-#', undefined, failure);
      m.expectObservable(withRetry(streamed, { delay: 1 }).pipe(stringParser()).stream('hi')).toBe(
        '-a-#',
        undefined,
        failure,
      );
      m.expectSubscriptions(streamed.subscriptions).toBe('^--!');
      const invoked = m.model(['-a-#', '-b|']);
      m.expectObservable(withRetry(chain(invoked, stringParser()), { delay: 1 }).invoke('hi')).toBe(
        '------(x|)',
        { x: 'b' },
      );
    }),
  );

  it(
    'an empty try is a good try; empty source: nothing runs',
    marbles((m) => {
      const model = m.model('--|');
      m.expectObservable(withRetry(model, { delay: 1 }).stream('hi')).toBe('--|');
      m.expectObservable(m.cold('--|').pipe(withRetry(model, { delay: 1 }))).toBe('--|');
    }),
  );

  it(
    'never',
    marbles((m) => {
      const model = m.model('---');
      m.expectObservable(withRetry(model).stream('hi')).toBe('---');
      m.expectSubscriptions(model.subscriptions).toBe('^--');
    }),
  );

  it(
    'source error: goes through, nothing is tried',
    marbles((m) => {
      const model = m.model('-a|');
      m.expectObservable(m.cold('-#', undefined, failure).pipe(withRetry(model, { delay: 1 }))).toBe(
        '-#',
        undefined,
        failure,
      );
      m.expectSubscriptions(model.subscriptions).toBe([]);
    }),
  );

  it(
    'a function of its own says how long; n counts from 1; an error in it gives up',
    marbles((m) => {
      const asked: unknown[] = [];
      const model = m.model(['-#', '-#', '-#'], undefined, failure);
      const giveUp = new Error('gave up');
      const careful = withRetry(model, {
        count: 5,
        delay: (error, n) => {
          asked.push([error, n, m.scheduler.frame]);
          return n < 3 ? timer(10 * n) : throwError(() => giveUp);
        },
      });
      m.expectObservable(careful.stream('hi')).toBe('33ms #', undefined, giveUp);
      m.flush();
      expect(asked).toEqual([
        [failure, 1, 1],
        [failure, 2, 12],
        [failure, 3, 33],
      ]);
    }),
  );

  it(
    'a delay function that throws, and one that completes without a value, do not end as a success',
    marbles((m) => {
      const thrown = new Error('thrown in delay');
      const throwing = (): never => {
        throw thrown;
      };
      const model = (): ReturnType<typeof m.model> => m.model('-#...', undefined, failure);
      m.expectObservable(withRetry(model(), { delay: throwing }).stream('hi')).toBe('-#', undefined, thrown);
      m.expectObservable(withRetry(model(), { delay: () => EMPTY }).stream('hi')).toBe(
        '-#',
        undefined,
        failure,
      );
      m.expectObservable(withRetry(model(), { delay: () => NEVER }).stream('hi')).toBe('-');
    }),
  );

  it.each([
    { random: 0, first: 500, second: 1000 },
    { random: 0.5, first: 375, second: 750 },
    { random: 0.8, first: 300, second: 600 },
  ])('waits by default $first and $second ms where the dice give $random', ({ random, first, second }) => {
    const dice = vi.spyOn(Math, 'random').mockReturnValue(random);
    marbles((m) => {
      const model = m.model(['#', '#', '#'], undefined, failure);
      m.expectObservable(withRetry(model).stream('hi')).toBe(`${first + second}ms #`, undefined, failure);
      m.flush();
      expect(model.calls.map(({ frame }) => frame)).toEqual([0, first, first + second]);
    })();
    dice.mockRestore();
  });

  it(
    'by default two retries, 500 and 1000 ms with up to half taken off',
    marbles((m) => {
      const model = m.model('#...', undefined, failure);
      m.expectObservable(withRetry(model).stream('hi'));
      m.flush();
      const [first, second, third, ...more] = model.subscriptions.map(
        ({ subscribedFrame }) => subscribedFrame,
      );
      expect(more).toEqual([]);
      expect(first).toBe(0);
      expect(second).toBeGreaterThanOrEqual(250);
      expect(second).toBeLessThanOrEqual(500);
      expect(third! - second!).toBeGreaterThanOrEqual(500);
      expect(third! - second!).toBeLessThanOrEqual(1000);
    }),
  );

  it(
    'leaving ends the try, or the wait',
    marbles((m) => {
      const model = m.model(['-----a|', '--#']);
      m.expectObservable(withRetry(model, { delay: 10 }).stream('hi'), '^--!').toBe('-');
      m.expectObservable(withRetry(model, { delay: 10 }).stream('hi'), '---- ^ 5ms !').toBe('-');
      m.expectSubscriptions(model.subscriptions).toBe(['^--!', '----^-!']);
    }),
  );

  it(
    'a second subscription counts afresh',
    marbles((m) => {
      const model = m.model(['-#', '-a|', '-#', '-b|']);
      const run = withRetry(model, { count: 1, delay: 1 }).pipe(stringParser()).stream('hi');
      m.expectObservable(run).toBe('---a|');
      m.expectObservable(run, '----------^').toBe('-------------b|');
    }),
  );

  it(
    'is one run with a child per try, numbered afresh in each subscription',
    marbles((m) => {
      const model = m.model(['-#', '-a|', '-#', '-b|']).withConfig({ runName: 'model' });
      const tags: string[] = [];
      const events = withRetry(model, { count: 1, delay: 1 }).pipe(stringParser()).streamEvents('hi');
      const told = events.pipe(filter(({ event }) => event === 'on_chat_model_start'));
      concat(told, told).subscribe(({ tags: [tag] }) => tags.push(tag ?? 'none'));
      m.flush();
      expect(tags).toEqual(['none', 'retry:attempt:2', 'none', 'retry:attempt:2']);
    }),
  );

  it('errors that are thrown at once are retried too', () => {
    let calls = 0;
    const flaky = lambda(() => {
      calls++;
      if (calls < 3) throw failure;
      return calls;
    });
    const seen: unknown[] = [];
    withRetry(flaky, { delay: () => [0] })
      .stream('x')
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual([3]);
  });

  it('count 0 gives the runnable itself; a count that is none is refused', () => {
    const fine = lambda((n: number) => n);
    expect(withRetry(fine, { count: 0 })).toBe(fine);
    for (const count of [-1, Number.NaN]) {
      expect(() => withRetry(fine, { count })).toThrow(expect.objectContaining({ code: 'bad_config' }));
    }
  });
});
