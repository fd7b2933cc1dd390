import { describe, expect, it } from 'vitest';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import { textOf } from '../../src/messages/textOf.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('529');

const watch = (source: { subscribe(observer: object): unknown }): unknown[] => {
  const seen: unknown[] = [];
  source.subscribe({
    next: (value: unknown) => seen.push(value),
    error: (error: unknown) => seen.push(error),
    complete: () => seen.push('|'),
  });
  return seen;
};

describe('fakeChatModel', () => {
  it('cuts one text into words, gives a list piece by piece, asks a function', () => {
    const texts = (model: ReturnType<typeof fakeChatModel>) =>
      watch(chain(model, stringParser()).stream('who am I?'));
    expect(texts(fakeChatModel('The sky  is blue. '))).toEqual(['The', ' sky', '  is', ' blue. ', '|']);
    expect(texts(fakeChatModel(['Hel', 'lo']))).toEqual(['Hel', 'lo', '|']);
    expect(texts(fakeChatModel((messages) => `you asked: ${textOf(messages[0] ?? human(''))}`))).toContain(
      ' who',
    );
    expect(texts(fakeChatModel(''))).toEqual(['|']);
  });

  it('its chunks look real: one id, tool call fragments as given, usage on the last one', () => {
    const fragments = [
      aiChunk({ tool_call_chunks: [{ index: 0, id: 'c1', name: 'weather', args: '{"city":' }] }),
      aiChunk({ tool_call_chunks: [{ index: 0, args: '"Oslo"}' }] }),
    ];
    const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };
    const model = fakeChatModel(fragments, { usage });
    const [first, last] = watch(model.stream('hi')) as { id: string; usage_metadata: unknown }[];
    expect(first?.id).toBe(last?.id);
    expect([first?.usage_metadata, last?.usage_metadata]).toEqual([undefined, usage]);
    expect(watch(model.invoke('hi'))[0]).toMatchObject({
      tool_calls: [{ id: 'c1', name: 'weather', args: { city: 'Oslo' } }],
      usage_metadata: usage,
    });
  });

  it(
    'waits before each chunk in RxJS time, and fails where it is told',
    marbles((m) => {
      const slow = fakeChatModel(['a', 'b'], { chunkDelay: 10 });
      m.expectObservable(chain(slow, stringParser()).stream('hi')).toBe('10ms a 9ms (b|)');
      const failing = fakeChatModel(['a', 'b'], { chunkDelay: 10, failAt: 1, error: failure });
      m.expectObservable(chain(failing, stringParser()).stream('hi')).toBe(
        '10ms a 9ms #',
        undefined,
        failure,
      );
      const later = fakeChatModel(['a', 'b', 'c'], { chunkDelay: 10, failAt: 2, error: failure });
      m.expectObservable(chain(later, stringParser()).stream('hi')).toBe(
        '10ms a 9ms b 9ms #',
        undefined,
        failure,
      );
      m.expectObservable(chain(fakeChatModel(['a'], { failAt: 0 }), stringParser()).stream('hi')).toBe(
        '#',
        undefined,
        new Error('model failed'),
      );
      m.expectObservable(chain(slow, stringParser()).stream('hi'), '^ 14ms !').toBe('10ms a');
    }),
  );

  it('has the given name', () => {
    expect(fakeChatModel('x').name).toBe('FakeChatModel');
    expect(fakeChatModel('x', { name: 'model' }).name).toBe('model');
  });
});
