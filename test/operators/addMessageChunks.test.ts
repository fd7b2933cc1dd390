import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addMessageChunks } from '../../operators/addMessageChunks.ts';
import { MessageSum } from '../../operators/MessageSum.ts';
import { PartialJson } from '../../operators/PartialJson.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import type { ContentBlock } from '../../src/messages/ContentBlock.ts';
import { human } from '../../src/messages/human.ts';
import type { MessageContent } from '../../src/messages/MessageContent.ts';
import { system } from '../../src/messages/system.ts';
import type { ToolCallChunk } from '../../src/messages/ToolCallChunk.ts';
import { textOf } from '../../src/messages/textOf.ts';
import { toolMessage } from '../../src/messages/toolMessage.ts';
import { arbitraryReply } from './arbitraryReply.ts';
import { deepFreeze } from './deepFreeze.ts';

const fold = (chunks: readonly AIMessageChunk[]): AIMessageChunk => chunks.reduce(addMessageChunks);
const text = (content: string, fields: object = {}): ContentBlock => ({
  type: 'text',
  text: content,
  ...fields,
});
const image: ContentBlock = { type: 'image', url: 'x' };

describe('addMessageChunks: content', () => {
  const add = (...contents: readonly MessageContent[]): MessageContent =>
    fold(contents.map((content) => deepFreeze(aiChunk(content)))).content;

  it.each<[string, readonly MessageContent[], MessageContent]>([
    ['concatenates text', ['a', '', 'b'], 'ab'],
    ['puts text in front of a list', ['a', [image]], [text('a'), image]],
    ['puts text in front of a list as an element of its own', ['a', [text('b')]], [text('a'), text('b')]],
    ['puts no empty text in front of a list', ['', [image]], [image]],
    ['appends text to a last text block', [[image, text('a')], 'b', 'c'], [image, text('abc')]],
    ['adds text behind another block', [[image], 'a', 'b'], [image, text('ab')]],
    ['ignores empty text behind a list', [[image], ''], [image]],
    [
      'merges blocks of one index',
      [[text('a', { index: 0 })], [text('b', { index: 0 })]],
      [text('ab', { index: 0 })],
    ],
    [
      'takes the index "0" for 0',
      [[text('a', { index: 0 })], [text('b', { index: '0' })]],
      [text('ab', { index: '0' })],
    ],
    [
      'concatenates equal pieces',
      [[text('ha', { index: 0 })], [text('ha', { index: 0 })]],
      [text('haha', { index: 0 })],
    ],
    ['appends blocks without index', [[text('a')], [text('b')]], [text('a'), text('b')]],
    [
      'appends blocks whose ids conflict',
      [[text('a', { index: 0, id: 'x' })], [text('b', { index: 0, id: 'y' })], [text('c', { index: 0 })]],
      [text('a', { index: 0, id: 'x' }), text('bc', { index: 0, id: 'y' })],
    ],
    [
      'keeps text and reasoning under one index apart',
      [[{ type: 'reasoning', text: 'hm', index: 0 }], [text('a', { index: 0 })], [text('b', { index: 0 })]],
      [{ type: 'reasoning', text: 'hm', index: 0 }, text('ab', { index: 0 })],
    ],
    [
      'merges a delta into what stands at its index',
      [
        [{ type: 'tool_use', index: 1, id: 't', name: 'get', input: {} }],
        [{ type: 'input_json_delta', index: 1, partial_json: '{"a"' }],
        [{ type: 'input_json_delta', index: 1, partial_json: ':1}' }],
      ],
      [{ type: 'tool_use', index: 1, id: 't', name: 'get', input: {}, partial_json: '{"a":1}' }],
    ],
  ])('%s', (_name, contents, expected) => {
    expect(add(...contents)).toStrictEqual(expected);
  });
});

describe('addMessageChunks: tool calls', () => {
  const add = (...fragments: readonly ToolCallChunk[]): AIMessageChunk =>
    fold(fragments.map((fragment) => deepFreeze(aiChunk({ tool_call_chunks: [fragment] }))));

  it('joins fragments by index and derives the calls as far as they have arrived', () => {
    const sum = add(
      { index: 0, id: 'c1', name: 'get', args: '' },
      { index: 1, id: 'c2', name: 'put', args: '{"to":"x"' },
      { index: 0, args: '{"city": "Par' },
    );
    expect(sum).toStrictEqual({
      type: 'ai_chunk',
      content: '',
      tool_call_chunks: [
        { name: 'get', args: '{"city": "Par', id: 'c1', index: 0 },
        { index: 1, id: 'c2', name: 'put', args: '{"to":"x"' },
      ],
      tool_calls: [
        { name: 'get', args: { city: 'Par' }, id: 'c1' },
        { name: 'put', args: { to: 'x' }, id: 'c2' },
      ],
    });
  });

  it('keeps the first id, takes null and "" for no id, and concatenates names', () => {
    expect(
      add(
        { index: 0, id: null, name: 'ge', args: null },
        { index: 0, id: 'c1', name: 't' },
        { index: 0, id: '', args: '{}' },
      ).tool_call_chunks,
    ).toStrictEqual([{ index: 0, id: 'c1', name: 'get', args: '{}' }]);
  });

  it('keeps fragments with conflicting ids apart, and goes on with the one that grew last', () => {
    expect(
      add(
        { index: 0, id: 'c1', name: 'a', args: '{' },
        { index: 0, id: 'c2', name: 'b', args: '{' },
        { index: 0, args: '"x":1}' },
        { index: 0, id: 'c1', args: '}' },
      ).tool_calls,
    ).toStrictEqual([
      { name: 'a', args: {}, id: 'c1' },
      { name: 'b', args: { x: 1 }, id: 'c2' },
    ]);
  });

  it('appends fragments without index', () => {
    const first = { id: 'c1', name: 'get', args: '{"city":' };
    const second = { args: '"Paris"}' };
    const sum = add(first, second);
    expect(sum.tool_call_chunks).toStrictEqual([first, second]);
    expect(sum.tool_calls).toStrictEqual([{ name: 'get', args: { city: 'Paris' }, id: 'c1' }]);
  });

  it('puts what is no object among the invalid calls', () => {
    const sum = add(
      { index: 0, name: 'a', args: '[1' },
      { index: 1, name: 'b', args: '{"x" 1}' },
      { index: 2, args: '{}' },
    );
    expect(sum.tool_calls).toBeUndefined();
    expect(sum.invalid_tool_calls).toMatchObject([
      { name: 'a', args: '[1' },
      { name: 'b', args: '{"x" 1}' },
      { args: '{}', error: 'The call has no name.' },
    ]);
  });

  it('keeps calls that were given whole', () => {
    const call = { name: 'get', args: { city: 'Paris' }, id: 'c1' };
    const sum = addMessageChunks(aiChunk({ content: 'a', tool_calls: [call] }), aiChunk('b'));
    expect(sum.content).toBe('ab');
    expect(sum.tool_calls).toStrictEqual([call]);
  });
});

describe('addMessageChunks: usage, ids and metadata', () => {
  it('adds usage field by field, details included', () => {
    const sum = fold([
      aiChunk({
        usage_metadata: {
          input_tokens: 10,
          output_tokens: 1,
          total_tokens: 11,
          input_token_details: { cache_read: 4 },
        },
      }),
      aiChunk('x'),
      aiChunk({
        usage_metadata: {
          input_tokens: 0,
          output_tokens: 2,
          total_tokens: 2,
          input_token_details: { cache_read: 1, cache_creation: 2 },
          output_token_details: { reasoning: 1 },
        },
      }),
    ]);
    expect(sum.usage_metadata).toStrictEqual({
      input_tokens: 10,
      output_tokens: 3,
      total_tokens: 13,
      input_token_details: { cache_read: 5, cache_creation: 2 },
      output_token_details: { reasoning: 1 },
    });
  });

  it.each([
    [['run-1', 'p1'], 'p1'],
    [['p1', 'run-1'], 'p1'],
    [['p1', 'p2'], 'p1'],
    [['run-1', 'run-2'], 'run-1'],
    [[undefined, 'run-1', undefined, 'p1', 'p2'], 'p1'],
    [['', 'run-1'], 'run-1'],
  ])('of the ids %j takes %s', (ids, expected) => {
    expect(fold(ids.map((id) => aiChunk({ id }))).id).toBe(expected);
  });

  const addResponse = (...records: readonly Record<string, unknown>[]): unknown =>
    fold(records.map((record) => deepFreeze(aiChunk({ response_metadata: record })))).response_metadata;
  const addExtra = (...records: readonly Record<string, unknown>[]): unknown =>
    fold(records.map((record) => deepFreeze(aiChunk({ additional_kwargs: record })))).additional_kwargs;

  it.each([
    [
      { finish_reason: 'stop', model_name: 'gpt' },
      { finish_reason: 'stop', model_name: 'gpt' },
      { finish_reason: 'stop', model_name: 'gpt' },
    ],
    [
      { model: 'a', id: '1', type: 't' },
      { model: 'b', id: '2', type: 'u' },
      { model: 'a', id: '1', type: 't' },
    ],
    [{ model: '' }, { model: 'gpt' }, { model: 'gpt' }],
    [{ finish_reason: null }, { finish_reason: 'stop' }, { finish_reason: 'stop' }],
    [{ finish_reason: 'stop' }, { finish_reason: null }, { finish_reason: 'stop' }],
    [
      { index: 0, created: 1, timestamp: 'a' },
      { index: 1, created: 2, timestamp: 'b' },
      { index: 1, created: 2, timestamp: 'b' },
    ],
    [{ a: { b: 1, c: null } }, { a: { c: { d: 2 } } }, { a: { b: 1, c: { d: 2 } } }],
    [{ a: 'x' }, { a: 1 }, { a: 1 }],
    [{ a: { b: 1 } }, { a: 'x' }, { a: 'x' }],
    [{ a: [1] }, { a: { b: 1 } }, { a: { b: 1 } }],
    [
      { n: 1, t: true },
      { n: 1, t: false },
      { n: 1, t: false },
    ],
    [{ l: [1] }, { l: [2] }, { l: [1, 2] }],
  ])('merges %j and %j', (left, right, expected) => {
    expect(addResponse(left, right)).toStrictEqual(expected);
    expect(addExtra(left, right)).toStrictEqual(expected);
  });

  it('keeps equal response metadata and concatenates different strings', () => {
    expect(addResponse({ tier: 'x' }, { tier: 'x' })).toStrictEqual({ tier: 'x' });
    expect(addResponse({ tier: 'x' }, { tier: 'y' })).toStrictEqual({ tier: 'xy' });
  });

  it('loses no equal piece of what has no field of its own', () => {
    expect(addExtra({ reasoning_content: 'ha' }, { reasoning_content: 'ha' })).toStrictEqual({
      reasoning_content: 'haha',
    });
    const call = (args: string, more: object = {}): object => ({
      tool_calls: [{ index: 0, ...more, function: { arguments: args } }],
    });
    expect(addExtra({ ...call('1', { id: 'c', type: 'function' }) }, { ...call('1') })).toStrictEqual(
      call('11', { id: 'c', type: 'function' }),
    );
  });

  it('joins three cumulative tellings of a finish reason and a model to one (T33)', () => {
    const metadata = { finish_reason: 'stop', model_name: 'gpt' };
    expect(addResponse(metadata, metadata, metadata)).toBe(metadata);
  });
});

describe('addMessageChunks: classes', () => {
  it.each([
    [aiChunk('a'), human('b'), 'ai_chunk', 'human'],
    [system('a'), aiChunk('b'), 'system', 'ai_chunk'],
    [ai('a'), aiChunk('b'), 'ai', 'ai_chunk'],
    [aiChunk('a'), toolMessage('b', 'c1'), 'ai_chunk', 'tool'],
    [human('a'), human('b'), 'human', 'human'],
  ])('does not add %j and %j', (left, right, leftType, rightType) => {
    const message = expect.stringMatching(new RegExp(`"${rightType}".*"${leftType}"`));
    expect(() => addMessageChunks(left, right)).toThrowError(
      expect.objectContaining({ code: 'cannot_add', message }),
    );
  });
});

describe('addMessageChunks: laws', () => {
  it('gives the same for every grouping, and the same as a sum', () => {
    fc.assert(
      fc.property(arbitraryReply, fc.infiniteStream(fc.nat()), (chunks, choices) => {
        const sum = new MessageSum();
        for (const chunk of chunks) {
          sum.add(chunk);
        }
        const groups = [...chunks];
        while (groups.length > 1) {
          const at = (choices.next().value as number) % (groups.length - 1);
          const [left, right] = groups.splice(at, 2) as [AIMessageChunk, AIMessageChunk];
          groups.splice(at, 0, deepFreeze(addMessageChunks(left, right)));
        }
        if (chunks.length > 1) {
          expect(groups[0]).toStrictEqual(sum.value);
          expect(fold(chunks)).toStrictEqual(sum.value);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has the same text for every grouping of texts and lists', () => {
    const content = fc.oneof(
      fc.string(),
      fc.array(fc.record({ type: fc.constant('text'), text: fc.string() })),
    );
    fc.assert(
      fc.property(content, content, content, (a, b, c) => {
        const [x, y, z] = [aiChunk(a), aiChunk(b), aiChunk(c)];
        const expected = textOf(x) + textOf(y) + textOf(z);
        expect(textOf(addMessageChunks(addMessageChunks(x, y), z))).toBe(expected);
        expect(textOf(addMessageChunks(x, addMessageChunks(y, z)))).toBe(expected);
      }),
    );
  });

  it('adds to one value twice without mixing the results', () => {
    const start = addMessageChunks(
      aiChunk({ tool_call_chunks: [{ index: 0, name: 'get', args: '{"a":' }] }),
      aiChunk({ tool_call_chunks: [{ index: 0, args: '[1' }] }),
    );
    deepFreeze(start);
    const one = deepFreeze(
      addMessageChunks(start, aiChunk({ tool_call_chunks: [{ index: 0, args: ']}' }] })),
    );
    const two = deepFreeze(
      addMessageChunks(start, aiChunk({ tool_call_chunks: [{ index: 0, args: ',2]}' }] })),
    );
    expect(start.tool_calls).toStrictEqual([{ name: 'get', args: { a: [1] } }]);
    expect(one.tool_calls).toStrictEqual([{ name: 'get', args: { a: [1] } }]);
    expect(two.tool_calls).toStrictEqual([{ name: 'get', args: { a: [1, 2] } }]);
  });

  it('reads a call that did not change as the same reference', () => {
    const first = fold([
      aiChunk({ tool_call_chunks: [{ index: 0, name: 'a', args: '{"x":1}' }] }),
      aiChunk({ tool_call_chunks: [{ index: 1, name: 'b', args: '{' }] }),
    ]);
    const second = addMessageChunks(first, aiChunk({ tool_call_chunks: [{ index: 1, args: '"y":2}' }] }));
    expect(second.tool_calls?.[0]).toBe(first.tool_calls?.[0]);
    expect(second.tool_call_chunks?.[0]).toBe(first.tool_call_chunks?.[0]);
    expect(second.tool_calls?.[1]).not.toBe(first.tool_calls?.[1]);
  });
});

describe('addMessageChunks: work', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('reads every character of the arguments once in a fold', () => {
    const write = vi.spyOn(PartialJson.prototype, 'write');
    const args = `{"text":"${'x'.repeat(4000)}"}`;
    const chunks = Array.from(args, (piece, at) =>
      aiChunk({
        tool_call_chunks: [
          at === 0 ? { index: 0, id: 'c', name: 'get', args: piece } : { index: 0, args: piece },
        ],
      }),
    );
    expect(fold(chunks).tool_calls?.[0]?.args).toStrictEqual({ text: 'x'.repeat(4000) });
    const read = write.mock.calls.reduce((sum, [piece]) => sum + piece.length, 0);
    expect(read).toBe(args.length);
  });
});
