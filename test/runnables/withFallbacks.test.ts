import { describe, expect, it } from 'vitest';
import { jsonParser } from '../../src/parsers/jsonParser.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { withFallbacks } from '../../src/runnables/withFallbacks.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('529 overloaded');

describe('withFallbacks', () => {
  it(
    'the first is asked alone while it is good',
    marbles((m) => {
      const [first, second] = [m.model('-a-b|'), m.model('-c|')];
      m.expectObservable(withFallbacks(first, [second]).pipe(stringParser()).stream('hi')).toBe('-a-b|');
      m.expectSubscriptions(second.subscriptions).toBe([]);
    }),
  );

  it(
    'the next one takes its place in the same frame, with the same input',
    marbles((m) => {
      const [first, second] = [m.model('--#'), m.model('-c|')];
      m.expectObservable(m.cold('-h-i|').pipe(withFallbacks(first, [second]), stringParser())).toBe(
        '-------c|',
      );
      m.expectSubscriptions(first.subscriptions).toBe('----^-!');
      m.expectSubscriptions(second.subscriptions).toBe('------^-!');
      m.flush();
      expect(second.calls[0]?.messages).toEqual(first.calls[0]?.messages);
    }),
  );

  it(
    'never after the first chunk; an invoke hands nothing on',
    marbles((m) => {
      const second = m.model('-c|');
      const streamed = withFallbacks(m.model('-a-#', undefined, failure), [second]);
      m.expectObservable(streamed.pipe(stringParser()).stream('hi')).toBe('-a-#', undefined, failure);
      m.expectSubscriptions(second.subscriptions).toBe([]);
      const invoked = withFallbacks(chain(m.model('-a-#'), stringParser()), [
        chain(m.model('-c|'), stringParser()),
      ]);
      m.expectObservable(invoked.invoke('hi')).toBe('-----(x|)', { x: 'c' });
    }),
  );

  it(
    'one that completes empty counts as failed',
    marbles((m) => {
      m.expectObservable(
        withFallbacks(m.model('--|'), [m.model('-c|')])
          .pipe(stringParser())
          .stream('hi'),
      ).toBe('---c|');
    }),
  );

  it('when all fail, one error holds all causes', () => {
    const seen: RunnableError[] = [];
    const fails = (message: string) =>
      lambda(
        (): string => {
          throw new Error(message);
        },
        { name: message },
      );
    withFallbacks(fails('one'), [fails('two')])
      .stream('x')
      .subscribe({ error: (error) => seen.push(error) });
    expect(seen).toEqual([
      expect.objectContaining({
        code: 'fallbacks_failed',
        message: 'All 2 alternatives failed (one: one; two: two).',
      }),
    ]);
    expect((seen[0]!.cause as AggregateError).errors).toEqual([new Error('one'), new Error('two')]);
  });

  it(
    'fallbackIf decides which errors count; others go through unchanged',
    marbles((m) => {
      const isTimeout = (error: unknown): boolean =>
        error instanceof RunnableError && error.code === 'timeout';
      const slow = new RunnableError('slow', { code: 'timeout' });
      const guarded = (error: unknown) =>
        withFallbacks(m.model('-#', undefined, error), [m.model('-c|')], { fallbackIf: isTimeout }).pipe(
          stringParser(),
        );
      m.expectObservable(guarded(slow).stream('hi')).toBe('--c|');
      m.expectObservable(guarded(failure).stream('hi')).toBe('-#', undefined, failure);
    }),
  );

  it(
    'an error in fallbackIf is the error',
    marbles((m) => {
      const thrown = new Error('thrown in fallbackIf');
      const guarded = withFallbacks(m.model('-#'), [m.model('-c|')], {
        fallbackIf: () => {
          throw thrown;
        },
      });
      m.expectObservable(guarded.stream('hi')).toBe('-#', undefined, thrown);
    }),
  );

  it(
    'empty source: nothing runs; source error: goes through',
    marbles((m) => {
      const [first, second] = [m.model('-a|'), m.model('-c|')];
      m.expectObservable(m.cold('--|').pipe(withFallbacks(first, [second]))).toBe('--|');
      m.expectObservable(m.cold('--#', undefined, failure).pipe(withFallbacks(first, [second]))).toBe(
        '--#',
        undefined,
        failure,
      );
      m.expectSubscriptions(second.subscriptions).toBe([]);
    }),
  );

  it(
    'never',
    marbles((m) => {
      const first = m.model('---');
      m.expectObservable(withFallbacks(first, [m.model('-c|')]).stream('hi')).toBe('---');
      m.expectSubscriptions(first.subscriptions).toBe('^--');
    }),
  );

  it(
    'leaving early cancels the one that runs; the others are not asked',
    marbles((m) => {
      const [first, second, third] = [m.model('-#'), m.model('---c|'), m.model('-d|')];
      m.expectObservable(withFallbacks(first, [second, third]).stream('hi'), '^--!').toBe('-');
      m.expectSubscriptions(second.subscriptions).toBe('-^-!');
      m.expectSubscriptions(third.subscriptions).toBe([]);
    }),
  );

  it(
    'a second subscription asks the first again',
    marbles((m) => {
      const [first, second] = [m.model(['-#', '-a|']), m.model('-c|')];
      const run = withFallbacks(first, [second]).pipe(stringParser()).stream('hi');
      m.expectObservable(run).toBe('--c|');
      m.expectObservable(run, '----^').toBe('-----a|');
    }),
  );

  it(
    'joins by the rule of the one that ran',
    marbles((m) => {
      const json = (script: string, texts: Record<string, string>) =>
        chain(m.model(script, texts), jsonParser());
      const safe = withFallbacks(json('-#', {}), [json('-a-b|', { a: '[1', b: ',2]' })]);
      m.expectObservable(safe.invoke('hi')).toBe('-----(x|)', { x: [1, 2] });
    }),
  );

  it('refuses what is no runnable', () => {
    expect(() =>
      withFallbacks(
        lambda((n: number) => n),
        [5 as never],
      ),
    ).toThrow(expect.objectContaining({ code: 'bad_step' }));
  });
});
