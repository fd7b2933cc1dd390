import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MessageSum } from '../../operators/MessageSum.ts';
import { PartialJson } from '../../operators/PartialJson.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import { textOf } from '../../src/messages/textOf.ts';
import { arbitraryReply } from './arbitraryReply.ts';
import { deepFreeze } from './deepFreeze.ts';

const sumOfAll = (chunks: readonly AIMessageChunk[]): MessageSum => {
  const sum = new MessageSum();
  for (const chunk of chunks) {
    sum.add(chunk);
  }
  return sum;
};

describe('MessageSum', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('is empty at first', () => {
    const sum = new MessageSum();
    expect(sum.isEmpty).toBe(true);
    expect(sum.value).toStrictEqual(aiChunk(''));
    sum.add(aiChunk(''));
    expect(sum.isEmpty).toBe(false);
  });

  it('is a single chunk itself', () => {
    const chunk = aiChunk({ content: 'a', id: 'x', additional_kwargs: { b: null } });
    expect(sumOfAll([chunk]).value).toBe(chunk);
  });

  it('derives the calls of a single chunk', () => {
    const chunk = aiChunk({ tool_call_chunks: [{ index: 0, name: 'get', args: '{"a":1}' }] });
    expect(sumOfAll([chunk]).value.tool_calls).toStrictEqual([{ name: 'get', args: { a: 1 } }]);
  });

  it('refuses a message of another class and keeps what it has', () => {
    const sum = sumOfAll([aiChunk('a')]);
    expect(() => sum.add(human('b') as never)).toThrowError(expect.objectContaining({ code: 'cannot_add' }));
    expect(sum.value.content).toBe('a');
  });

  it('joins texts, usage and ids as told one after the other', () => {
    fc.assert(
      fc.property(arbitraryReply, (chunks) => {
        const { value } = sumOfAll(chunks);
        expect(textOf(value)).toHaveLength(
          chunks.reduce((length, chunk) => length + textOf(chunk).length, 0),
        );
        const outputs = chunks.map((chunk) => chunk.usage_metadata?.output_tokens ?? 0);
        expect(value.usage_metadata?.output_tokens ?? 0).toBe(outputs.reduce((a, b) => a + b));
        const ids = chunks.map((chunk) => chunk.id).filter((id) => id !== undefined);
        expect(value.id).toBe(ids.find((id) => !id.startsWith('run-')) ?? ids[0]);
        const reasoning = chunks.map((chunk) => chunk.additional_kwargs?.reasoning_content ?? '').join('');
        expect(value.additional_kwargs?.reasoning_content ?? '').toBe(reasoning);
        const args = chunks.flatMap((chunk) => chunk.tool_call_chunks ?? []);
        const length = args.reduce((sum, { args }) => sum + (args?.length ?? 0), 0);
        expect((value.tool_call_chunks ?? []).reduce((sum, { args }) => sum + (args?.length ?? 0), 0)).toBe(
          length,
        );
      }),
    );
  });

  it('may be read midway: what was returned stays as it is, and the end is the same', () => {
    fc.assert(
      fc.property(arbitraryReply, fc.array(fc.boolean(), { maxLength: 8 }), (chunks, reads) => {
        const sum = new MessageSum();
        const seen: (readonly [AIMessageChunk, string])[] = [];
        chunks.forEach((chunk, at) => {
          sum.add(chunk);
          if (reads[at]) {
            seen.push([deepFreeze(sum.value), JSON.stringify(sum.value)]);
            expect(sum.value).toBe(sum.value);
          }
        });
        expect(sum.value).toStrictEqual(sumOfAll(chunks).value);
        for (const [value, before] of seen) {
          expect(JSON.stringify(value)).toBe(before);
        }
      }),
    );
  });

  it('keeps parts that did not change', () => {
    const sum = sumOfAll([
      aiChunk({
        content: [{ type: 'text', text: 'a', index: 0 }],
        response_metadata: { model: 'm', usage: { n: 1 } },
      }),
      aiChunk({
        content: [{ type: 'text', text: 'b', index: 1 }],
        response_metadata: { model: 'm', usage: { n: 1 } },
      }),
    ]);
    const before = sum.value;
    sum.add(aiChunk({ content: [{ type: 'text', text: 'c', index: 1 }], response_metadata: { model: 'm' } }));
    const after = sum.value;
    expect(after.content[0]).toBe(before.content[0]);
    expect(after.response_metadata).toBe(before.response_metadata);
    expect(after.content[1]).toStrictEqual({ type: 'text', text: 'bc', index: 1 });
  });

  it('reads nothing before somebody looks, and then every character once', () => {
    const write = vi.spyOn(PartialJson.prototype, 'write');
    const sum = new MessageSum();
    for (let at = 0; at < 1000; at += 1) {
      sum.add(
        aiChunk({
          tool_call_chunks: [
            { index: 0, name: at === 0 ? 'get' : undefined, args: at === 0 ? '{"a":"' : 'x' },
          ],
        }),
      );
    }
    expect(write).not.toHaveBeenCalled();
    expect(sum.value.tool_calls?.[0]?.args).toStrictEqual({ a: 'x'.repeat(999) });
    expect(write).toHaveBeenCalledTimes(1);
    sum.add(aiChunk({ tool_call_chunks: [{ index: 0, args: '"}' }] }));
    expect(sum.value.tool_calls?.[0]?.args).toStrictEqual({ a: 'x'.repeat(999) });
    expect(write.mock.calls.map(([piece]) => piece.length)).toStrictEqual([6 + 999, 2]);
  });

  it.each([100, 1000])('looks at each of %i chunks a fixed number of times', (count) => {
    let reads = 0;
    const counted = <T extends object>(value: T): T =>
      new Proxy(value, {
        get: (target, field, receiver): unknown => {
          reads += 1;
          const found: unknown = Reflect.get(target, field, receiver);
          return typeof found === 'object' && found !== null ? counted(found) : found;
        },
      });
    const sum = new MessageSum();
    for (let at = 0; at < count; at += 1) {
      sum.add(
        counted(
          aiChunk({
            content: [{ type: 'text', text: 'a', index: 0 }],
            tool_call_chunks: [{ index: 0, name: 'get', args: 'x' }],
            additional_kwargs: { reasoning: 'a', list: [{ index: 0, text: 'x' }, 'new'] },
          }),
        ),
      );
    }
    expect(textOf(sum.value)).toHaveLength(count);
    expect(reads).toBeLessThan(100 * count);
    expect(reads).toBeGreaterThan(10 * count);
  });
});
