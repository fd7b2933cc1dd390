import { lastValueFrom, of, Subject, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { tokenUsage } from '../../operators/tokenUsage.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import type { UsageMetadata } from '../../src/messages/UsageMetadata.ts';
import { withCache } from '../../src/models/withCache.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { parallel } from '../../src/runnables/parallel.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('529 overloaded');
const usage = (input: number, output: number): UsageMetadata => ({
  input_tokens: input,
  output_tokens: output,
  total_tokens: input + output,
});
const model = (name: string, tokens: UsageMetadata) => fakeChatModel('one two', { name, usage: tokens });

describe('tokenUsage', () => {
  it('adds up what each model run took, and by model', async () => {
    const both = parallel({
      a: chain(model('small', usage(1, 2)), stringParser()),
      b: chain(model('big', { ...usage(10, 20), input_token_details: { cache_read: 4 } }), stringParser()),
      c: model('big', { ...usage(5, 5), input_token_details: { cache_read: 1 } }),
    });
    const totals = await lastValueFrom(both.streamEvents('hi').pipe(tokenUsage(), toArray()));
    expect(totals.map(({ total_tokens, calls }) => [total_tokens, calls])).toEqual([
      [3, 1],
      [33, 2],
      [43, 3],
    ]);
    expect(totals.at(-1)).toEqual({
      ...usage(16, 27),
      input_token_details: { cache_read: 5 },
      calls: 3,
      models: { small: usage(1, 2), big: { ...usage(15, 25), input_token_details: { cache_read: 5 } } },
    });
    expect(totals[0]).toEqual({ ...usage(1, 2), calls: 1, models: { small: usage(1, 2) } });
  });

  it('counts a model that is invoked, and by the name that the provider told', async () => {
    const told = fakeChatModel([
      aiChunk({ content: 'a', response_metadata: { model_name: 'gpt-5' } }),
      aiChunk({ content: 'b', usage_metadata: usage(1, 1) }),
    ]);
    const events = new Subject<RunEvent>();
    const totals: unknown[] = [];
    events.pipe(tokenUsage()).subscribe((total) => totals.push(total));
    await lastValueFrom(told.invoke('hi', { events }));
    await lastValueFrom(told.stream('hi', { events }));
    expect(totals).toMatchObject([
      { calls: 1, models: { 'gpt-5': usage(1, 1) } },
      { calls: 2, models: { 'gpt-5': usage(2, 2) } },
    ]);
  });

  it('a run that fails or is left counts with what it had told; one without usage does not', async () => {
    const events = new Subject<RunEvent>();
    const totals: { total_tokens: number }[] = [];
    events.pipe(tokenUsage()).subscribe((total) => totals.push(total));
    const pieces = [aiChunk({ content: 'a', usage_metadata: usage(7, 0) }), aiChunk('b')];
    await lastValueFrom(fakeChatModel(pieces, { failAt: 1, error: failure }).stream('hi', { events })).catch(
      () => undefined,
    );
    fakeChatModel(pieces, { chunkDelay: 1000 }).stream('hi', { events }).subscribe().unsubscribe();
    await lastValueFrom(fakeChatModel('x').stream('hi', { events }));
    expect(totals.map(({ total_tokens }) => total_tokens)).toEqual([7]);
  });

  it('a cached reply takes nothing', async () => {
    const cached = withCache(model('small', usage(1, 2)));
    const totals = await lastValueFrom(
      parallel({ a: cached, b: cached }).streamEvents('hi').pipe(tokenUsage(), toArray()),
    );
    expect(totals).toHaveLength(1);
  });

  it('keeps names that are no ordinary keys', async () => {
    const odd = fakeChatModel([
      aiChunk({ content: 'a', usage_metadata: usage(1, 1), response_metadata: { model_name: '__proto__' } }),
    ]);
    const { models } = await lastValueFrom(odd.streamEvents('hi').pipe(tokenUsage()));
    expect(Object.keys(models)).toEqual(['__proto__']);
  });

  it(
    'empty source, never, source error, leaving early, a second subscription',
    marbles((m) => {
      const events = m.cold<RunEvent>('---|');
      m.expectObservable(events.pipe(tokenUsage())).toBe('---|');
      m.expectObservable(m.cold<RunEvent>('---').pipe(tokenUsage())).toBe('---');
      m.expectObservable(m.cold<RunEvent>('--#', undefined, failure).pipe(tokenUsage())).toBe(
        '--#',
        undefined,
        failure,
      );
      m.expectObservable(events.pipe(tokenUsage()), '^-!').toBe('---');
      m.expectSubscriptions(events.subscriptions).toBe(['^--!', '^-!']);
    }),
  );

  it('each subscription counts for itself', async () => {
    const told = await lastValueFrom(model('small', usage(1, 2)).streamEvents('hi').pipe(toArray()));
    const totals = of(...told).pipe(tokenUsage());
    expect([(await lastValueFrom(totals)).calls, (await lastValueFrom(totals)).calls]).toEqual([1, 1]);
    await expect(lastValueFrom(throwError(() => failure).pipe(tokenUsage()))).rejects.toBe(failure);
  });
});
