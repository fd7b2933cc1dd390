import fc from 'fast-check';
import { concat, lastValueFrom, of, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addChunks } from '../../operators/addChunks.ts';
import { wholeMessage } from '../../operators/wholeMessage.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import type { ToolCallChunk } from '../../src/messages/ToolCallChunk.ts';
import { toolCallsParser } from '../../src/parsers/toolCallsParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('interrupted');
const piece = (...tool_call_chunks: ToolCallChunk[]): AIMessageChunk =>
  aiChunk({ content: '', tool_call_chunks });
const weather = { name: 'weather', schema: z.object({ city: z.string(), days: z.number().optional() }) };
const shout = { name: 'shout', schema: z.string() };
const tools = [weather, shout];

const streamed = (chunks: readonly AIMessageChunk[], options = {}) => {
  const seen: unknown[] = [];
  of(...chunks)
    .pipe(toolCallsParser(options))
    .subscribe({ next: (list) => seen.push(list), error: (error) => seen.push(error) });
  return seen;
};

describe('toolCallsParser', () => {
  it(
    'shows the arguments as they grow; calls are ready when the reply is over',
    marbles((m) => {
      const source = m.cold('-a-b-c-d-|', {
        a: piece({ index: 0, id: 'c1', name: 'weather', args: '' }),
        b: piece({ index: 0, args: '{"city": "Os' }),
        c: aiChunk('thinking'),
        d: piece({ index: 0, args: 'lo"}' }),
      });
      const call = { id: 'c1', name: 'weather' };
      m.expectObservable(source.pipe(toolCallsParser({ tools }))).toBe('-a-b---d-(e|)', {
        a: [{ status: 'partial', ...call, args: {} }],
        b: [{ status: 'partial', ...call, args: { city: 'Os' } }],
        d: [{ status: 'partial', ...call, args: { city: 'Oslo' } }],
        e: [{ status: 'ready', ...call, args: { city: 'Oslo' } }],
      });
      m.expectSubscriptions(source.subscriptions).toBe('^--------!');
    }),
  );

  it('keeps calls that did not change', () => {
    const [, second, third] = streamed([
      piece({ index: 0, id: 'c1', name: 'weather', args: '{"city":"Oslo"}' }),
      piece({ index: 1, id: 'c2', name: 'weather', args: '{"city":"B' }),
      piece({ index: 1, args: 'ergen"}' }),
    ]) as readonly (readonly unknown[])[];
    expect(third![0]).toBe(second![0]);
    expect(third![1]).not.toBe(second![1]);
  });

  it('takes a string out of its record', () => {
    const seen = streamed([piece({ index: 0, id: 'c1', name: 'shout', args: '{"input": "hi"}' })], { tools });
    expect(seen).toMatchObject([[{ status: 'partial', args: 'hi' }], [{ status: 'ready', args: 'hi' }]]);
  });

  it('gives no calls for a reply without any, and for an empty source', () => {
    expect(streamed([aiChunk('just words')])).toEqual([[]]);
    expect(streamed([])).toEqual([[]]);
  });

  it('without tools any name will do', () => {
    expect(streamed([piece({ index: 0, name: 'what', args: '{"x":1}' })])).toMatchObject([
      [{ status: 'partial' }],
      [{ status: 'ready', name: 'what', args: { x: 1 } }],
    ]);
  });

  it.each([
    ['bad_arguments', '{"city": "Os', undefined],
    ['bad_arguments', '{"city": nope}', undefined],
    ['bad_arguments', '["Oslo"]', undefined],
    ['schema_mismatch', '{"city": 1}', 'city: '],
    ['unknown_tool', '{}', 'there is no tool "rm"; there are: weather, shout'],
  ])('%s: %s never becomes ready', (code, args, words) => {
    const name = code === 'unknown_tool' ? 'rm' : 'weather';
    const seen = streamed([piece({ index: 0, id: 'c1', name, args })], { tools });
    const error = seen.at(-1) as Error;
    expect(error).toMatchObject({ name: 'RunnableError', code });
    expect(error.message).toContain(words ?? 'weather');
    expect(JSON.stringify(seen.slice(0, -1))).not.toContain('ready');
  });

  it('a reply that breaks off behind a complete call fails with its own error, and nothing is ready', () => {
    const seen: unknown[] = [];
    concat(
      of(piece({ index: 0, id: 'c1', name: 'weather', args: '{"city":"Oslo"}' })),
      throwError(() => failure),
    )
      .pipe(toolCallsParser({ tools }))
      .subscribe({ next: (list) => seen.push(list), error: (error) => seen.push(error) });
    expect(seen).toMatchObject([[{ status: 'partial' }], failure]);
  });

  it(
    'never, and leaving early',
    marbles((m) => {
      const source = m.cold<AIMessageChunk>('-a--', { a: aiChunk('x') });
      m.expectObservable(source.pipe(toolCallsParser()), '^-!').toBe('---');
      m.expectSubscriptions(source.subscriptions).toBe('^-!');
    }),
  );

  it('reads a whole message', async () => {
    const message = ai({ content: '', tool_calls: [{ id: 'c1', name: 'weather', args: { city: 'Oslo' } }] });
    expect(await lastValueFrom(toolCallsParser({ tools }).invoke(message))).toEqual([
      { status: 'ready', id: 'c1', name: 'weather', args: { city: 'Oslo' } },
    ]);
  });

  it('gives the same however the reply is cut, streamed or invoked', async () => {
    const args = fc.record({ city: fc.string(), days: fc.integer() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(args, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 7 }),
        async (all, width) => {
          const chunks = all.flatMap((one, index) => {
            const text = JSON.stringify(one);
            const cut = text.match(new RegExp(`[\\s\\S]{1,${width}}`, 'g')) ?? [];
            return [
              piece({ index, id: `c${index}`, name: 'weather', args: '' }),
              ...cut.map((part) => piece({ index, args: part })),
            ];
          });
          const expected = all.map((one, i) => ({
            status: 'ready',
            id: `c${i}`,
            name: 'weather',
            args: one,
          }));
          const model = fakeChatModel(chunks);
          const parsed = chain(model, toolCallsParser({ tools }));
          expect(await lastValueFrom(parsed.stream('hi'))).toEqual(expected);
          expect(await lastValueFrom(parsed.invoke('hi'))).toEqual(expected);
          const whole = wholeMessage(chunks.reduce((left, right) => addChunks(left, right)));
          expect(await lastValueFrom(toolCallsParser({ tools }).stream(whole))).toEqual(expected);
          const lists = await lastValueFrom(parsed.stream('hi').pipe(toArray()));
          expect(
            lists
              .slice(0, -1)
              .flat()
              .every(({ status }) => status === 'partial'),
          ).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});
