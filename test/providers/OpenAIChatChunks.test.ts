import { describe, expect, it } from 'vitest';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { OpenAIChatChunks } from '../../src/providers/OpenAIChatChunks.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { replyOf } from './wireFixtures.ts';

describe('OpenAIChatChunks', () => {
  it('gives text chunks with the id of the reply; the first one carries the model', () => {
    expect(
      feed([
        { id: 'x', model: 'm', choices: [delta({ content: 'a' })] },
        { id: 'x', choices: [delta({ content: 'b' })] },
      ]),
    ).toEqual([
      { type: 'ai_chunk', content: 'a', id: 'x', response_metadata: { model_name: 'm' } },
      { type: 'ai_chunk', content: 'b', id: 'x' },
    ]);
  });

  it('gives no chunk for a frame that adds nothing', () => {
    const chunks = new OpenAIChatChunks();
    const quiet = [
      { choices: [] },
      {},
      { choices: [delta({ role: 'assistant', content: null })] },
      { choices: [{ index: 0, delta: null }] },
    ];
    expect(quiet.map((frame) => chunks.write(JSON.stringify(frame)))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(chunks.write('')).toBeUndefined();
    expect(chunks.isFinished).toBe(false);
  });

  it('gives an empty message for a reply that adds nothing at all', () => {
    const chunks = new OpenAIChatChunks();
    chunks.write('[DONE]');
    expect(chunks.isOver).toBe(true);
    expect(chunks.end()).toEqual({ type: 'ai_chunk', content: '' });
  });

  it('reads choice 0 only', () => {
    const frame = {
      choices: [{ index: 1, delta: { content: 'other' }, finish_reason: 'stop' }, delta({ content: 'mine' })],
    };
    expect(feed([frame]).map((chunk) => chunk.content)).toEqual(['mine']);
  });

  it('tells the finish reason once', () => {
    const chunks = feed([
      { choices: [{ ...delta({}), finish_reason: 'stop' }] },
      { choices: [{ ...delta({ content: '!' }), finish_reason: 'stop' }] },
    ]);
    expect(chunks.map((chunk) => chunk.response_metadata)).toEqual([{ finish_reason: 'stop' }, undefined]);
  });

  it('counts only the last of several cumulative usages', () => {
    const usages = [1, 2, 3].map((count) => ({
      choices: [delta({ content: 'x' })],
      usage: { prompt_tokens: 10, completion_tokens: count, total_tokens: 10 + count },
    }));
    expect(replyOf(feed(usages))).toMatchObject({
      usage: { input_tokens: 10, output_tokens: 3, total_tokens: 13 },
    });
  });

  it.each([
    ['reasoning_content', { reasoning_content: 'hm' }],
    ['reasoning', { reasoning: 'hm' }],
    ['both, which say the same', { reasoning_content: 'hm', reasoning: 'hm' }],
  ])('reads reasoning from %s', (_, fields) => {
    expect(feed([{ choices: [delta(fields)] }])).toEqual([
      { type: 'ai_chunk', content: '', additional_kwargs: { reasoning_content: 'hm' } },
    ]);
  });

  it('adds reasoning that repeats itself', () => {
    expect(
      replyOf(feed([{ choices: [delta({ reasoning: 'ha' })] }, { choices: [delta({ reasoning: 'ha' })] }]))
        .reasoning,
    ).toBe('haha');
  });

  it('keeps a refusal', () => {
    expect(feed([{ choices: [delta({ refusal: 'No.' })] }])).toMatchObject([
      { additional_kwargs: { refusal: 'No.' } },
    ]);
  });

  it('takes content that is a list of text blocks', () => {
    expect(
      feed([
        {
          choices: [
            delta({
              content: [
                { type: 'text', text: 'a' },
                { type: 'text', text: 'b' },
              ],
            }),
          ],
        },
      ])[0]?.content,
    ).toBe('ab');
  });

  describe('tool calls', () => {
    const seoul = { city: 'Seoul' };
    const paris = { city: 'Paris' };
    const two = [
      { index: 0, id: 'a', name: 'weather', args: seoul },
      { index: 1, id: 'b', name: 'weather', args: paris },
    ];
    const start = (id: string) => ({ id, type: 'function', function: { name: 'weather', arguments: '' } });
    const args = (text: string) => ({ function: { arguments: text } });
    const s = ['{"city": ', '"Seoul"}'].map(args);
    const p = ['{"city": ', '"Paris"}'].map(args);
    const at = (index: unknown, fragments: readonly object[]) =>
      fragments.map((fragment) => ({ index, ...fragment }));

    it.each<[string, readonly object[]]>([
      ['under an index', [...at(0, [start('a'), ...s]), ...at(1, [start('b'), ...p])]],
      [
        'interleaved',
        [
          { index: 0, ...start('a') },
          { index: 1, ...start('b') },
          { index: 1, ...p[0] },
          { index: 0, ...s[0] },
          { index: 1, ...p[1] },
          { index: 0, ...s[1] },
        ],
      ],
      ['under indices with gaps', [...at(3, [start('a'), ...s]), ...at(7, [start('b'), ...p])]],
      [
        'under an index that is text, then a number',
        [{ index: '0', ...start('a') }, ...at(0, s), ...at(1, [start('b')]), ...at('1', p)],
      ],
      ['without an index', [start('a'), ...s, start('b'), ...p]],
      [
        'without an index, each fragment with its id',
        [start('a'), ...s.map((f) => ({ id: 'a', ...f })), start('b'), ...p.map((f) => ({ id: 'b', ...f }))],
      ],
      ['all under index 0, told apart by id', [...at(0, [start('a'), ...s]), ...at(0, [start('b'), ...p])]],
      [
        'with id and name in every fragment',
        [
          ...at(
            0,
            s.map((f) => ({ ...start('a'), ...f, function: { name: 'weather', ...f.function } })),
          ),
          ...at(
            1,
            p.map((f) => ({ ...start('b'), function: { name: 'weather', ...f.function } })),
          ),
        ],
      ],
      [
        'whole, with arguments that are no text',
        [
          { id: 'a', function: { name: 'weather', arguments: seoul } },
          { id: 'b', function: { name: 'weather', arguments: paris } },
        ],
      ],
    ])('finds two calls %s', (_, fragments) => {
      const frames = fragments.map((fragment) => ({ choices: [delta({ tool_calls: [fragment] })] }));
      expect(replyOf(feed(frames)).tool_calls).toEqual(two);
      const together = feed([{ choices: [delta({ tool_calls: fragments })] }]);
      expect(replyOf(together).tool_calls).toEqual(two);
      expect(together[0]?.tool_call_chunks).toHaveLength(fragments.length);
    });

    it('keeps whole calls apart that have neither index nor id', () => {
      const calls = [seoul, paris].map((city) => ({
        function: { name: 'weather', arguments: JSON.stringify(city) },
      }));
      expect(
        feed([{ choices: [delta({ tool_calls: calls })] }])[0]?.tool_call_chunks?.map(({ index }) => index),
      ).toEqual([0, 1]);
    });

    it('tells id and name once and numbers densely', () => {
      const chunks = feed(
        at(5, [start('a'), ...s]).map((fragment) => ({ choices: [delta({ tool_calls: [fragment] })] })),
      );
      expect(chunks.map((chunk) => chunk.tool_call_chunks?.[0])).toEqual([
        { index: 0, id: 'a', name: 'weather', args: '' },
        { index: 0, args: '{"city": ' },
        { index: 0, args: '"Seoul"}' },
      ]);
    });
  });

  it.each([
    [
      'error as a record',
      { error: { message: 'boom', type: 'server_error', code: null } },
      { providerCode: 'server_error', retryable: true },
    ],
    ['error as text', { error: 'boom' }, { retryable: false }],
    [
      'error with a number',
      { error: { message: 'boom', code: 429 } },
      { code: 'rate_limited', providerCode: '429', retryable: true },
    ],
    [
      'object: error',
      { object: 'error', message: 'boom', type: 'BadRequestError', code: 400 },
      { providerCode: '400', retryable: false },
    ],
  ])('turns a frame with %s into an error', (_, frame, wanted) => {
    expect(fault(JSON.stringify(frame))).toMatchObject({
      code: 'provider_error',
      message: expect.stringContaining('boom'),
      ...wanted,
    });
  });

  it('turns the event "error" into an error', () => {
    expect(fault('{"message":"boom"}', 'error')).toMatchObject({
      code: 'provider_error',
      message: expect.stringContaining('boom'),
    });
  });

  it.each([
    '{"choices":[{"delta":{"content":"BROK',
    'null',
    '3',
    '"text"',
    '[]',
    '{"choices":{}}',
    '{"choices":[{"delta":{"content":7}}]}',
    '{"choices":[{"delta":{"tool_calls":[1]}}]}',
    '{"choices":[{"delta":{"tool_calls":{}}}]}',
    '[DONE',
    'undefined',
  ])('refuses the frame %s', (data) => {
    expect(fault(data)).toMatchObject({ code: 'bad_frame' });
  });

  it('shows no more than the beginning of a bad frame', () => {
    expect(fault(`{"${'x'.repeat(5000)}`).message.length).toBeLessThan(250);
  });

  it('reads nothing from a prototype and sets none', () => {
    const chunks = feed([
      '{"__proto__":{"id":"evil"},"choices":[{"delta":{"__proto__":{"content":"evil"},"tool_calls":[{"index":"__proto__","id":"constructor","function":{"name":"toString","arguments":"{}"}}]}}]}',
    ]);
    expect(replyOf(chunks)).toMatchObject({
      text: '',
      tool_calls: [{ index: 0, id: 'constructor', name: 'toString', args: {} }],
    });
    expect(({} as Record<string, unknown>).content).toBeUndefined();
  });
});

function delta(fields: object): object {
  return { index: 0, delta: fields };
}

function feed(frames: readonly (object | string)[]): AIMessageChunk[] {
  const chunks = new OpenAIChatChunks();
  const given = frames.map((frame) =>
    chunks.write(typeof frame === 'string' ? frame : JSON.stringify(frame)),
  );
  const isEmpty = given.every((chunk) => chunk === undefined);
  return [...given, isEmpty ? undefined : chunks.end()].filter((chunk) => chunk !== undefined);
}

function fault(data: string, event?: string): RunnableError {
  try {
    new OpenAIChatChunks().write(data, event);
  } catch (error) {
    expect(error).toBeInstanceOf(RunnableError);
    return error as RunnableError;
  }
  throw new Error('The frame was taken.');
}
