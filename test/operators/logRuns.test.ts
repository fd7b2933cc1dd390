import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type LogRunsOptions, logRuns } from '../../operators/logRuns.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { chainEvents, customEvent, eventOf, marble } from '../events/runEvents.ts';

const { a, b, c, d, e, f, g, h, i, j, k, l } = chainEvents;
const whole = [a, b, c, d, e, f, customEvent, g, h, i, j, k, l];

const linesOf = (events: readonly RunEvent[], options?: LogRunsOptions) =>
  lastValueFrom(from(events).pipe(logRuns(options), toArray()));

describe('logRuns', () => {
  it('writes a line per start, end and custom event, indented by parent', async () => {
    const ms = (lines: string[]) => lines.map((line) => line.replace(/\d+ ms/, 'n ms'));
    expect(ms(await linesOf(whole))).toEqual([
      '^ RunnableSequence "hi"',
      '  ^ model {"messages":[[{"type":"human","content":"hi"}]]}',
      '  ^ StrOutputParser',
      '    * progress {"done":1}',
      '  | model n ms, 2 chunks "Hello"',
      '  | StrOutputParser n ms, 2 chunks "Hello"',
      '| RunnableSequence n ms, 2 chunks "Hello"',
    ]);
  });

  it('writes while things happen, with times of the virtual clock', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const events = cold('  a-b 10ms c g 7ms (jl|)', chainEvents);
      const expected = '     a-b 19ms     (jl|)';
      const subscribed = '   ^ 21ms !';
      expectObservable(events.pipe(logRuns({ values: false }))).toBe(expected, {
        a: '^ RunnableSequence',
        b: '  ^ model',
        j: '  | model 20 ms, 2 chunks',
        l: '| RunnableSequence 22 ms',
      });
      expectSubscriptions(events.subscriptions).toBe(subscribed);
    });
  });

  it('writes chunks when asked', async () => {
    expect(await linesOf([a, b, c, f], { chunks: true })).toEqual([
      '^ RunnableSequence "hi"',
      '  ^ model {"messages":[[{"type":"human","content":"hi"}]]}',
      '  - model "Hel"',
      '- RunnableSequence "Hel"',
    ]);
  });

  it('writes errors and cancels', async () => {
    const tool = { name: 'tool', run_id: 'r5' };
    const lines = await linesOf([
      eventOf('on_tool_error', { error: { name: 'TypeError', message: 'no fetch' }, input: 1 }, tool),
      eventOf('on_tool_cancel', { reason: 'unsubscribed' }, tool),
      eventOf('on_tool_cancel', {}, tool),
    ]);
    expect(lines).toEqual(['# tool TypeError: no fetch', '! tool (unsubscribed)', '! tool']);
  });

  it('shows what the filter shows, moved out by its hidden parents', async () => {
    expect(await linesOf([a, b, c, d], { includeNames: ['model', 'StrOutputParser'] })).toEqual([
      '^ model {"messages":[[{"type":"human","content":"hi"}]]}',
      '^ StrOutputParser',
    ]);
    expect(() => logRuns({ includeName: [] } as never)).toThrowError(
      expect.objectContaining({ code: 'unknown_filter' }),
    );
  });

  it('cuts long values at whole characters, and copes with what has no JSON', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const start = (input: unknown) => eventOf('on_chain_start', { input });
    const inputs = ['🦜'.repeat(100), circular, 10n, undefined, Symbol('s')];
    expect(await linesOf(inputs.map(start), { width: 8 })).toEqual([
      '^ run "🦜🦜🦜🦜🦜🦜…',
      '^ run [object…',
      '^ run [object…',
      '^ run undefin…',
      '^ run Symbol(…',
    ]);
  });

  it('passes an empty, a silent and a failing source on, and leaves early', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(cold<RunEvent>('--|').pipe(logRuns())).toBe('--|');
      expectObservable(cold<RunEvent>('---').pipe(logRuns())).toBe('---');
      expectObservable(cold('a-#', chainEvents).pipe(logRuns())).toBe('a-#', {
        a: '^ RunnableSequence "hi"',
      });
      const events = cold('a-b-|', chainEvents);
      expectObservable(events.pipe(logRuns()), '^!').toBe('a', { a: '^ RunnableSequence "hi"' });
      expectSubscriptions(events.subscriptions).toBe('^!');
    });
  });

  it('has its own tree in a second subscription', () => {
    marble(({ cold, expectObservable }) => {
      const lines = cold('a-b|', chainEvents).pipe(logRuns({ values: false }));
      const values = { a: '^ RunnableSequence', b: '  ^ model' };
      expectObservable(lines).toBe('a-b|', values);
      expectObservable(lines, '-^').toBe('-a-b|', values);
    });
  });
});
