import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinMessages } from '../../operators/joinMessages.ts';
import { wholeMessage } from '../../operators/wholeMessage.ts';
import type { AIMessage } from '../../src/messages/AIMessage.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import type { ToolCallChunk } from '../../src/messages/ToolCallChunk.ts';
import { deepFreeze } from './deepFreeze.ts';

const whole = (...fragments: readonly ToolCallChunk[]): AIMessage =>
  wholeMessage(fragments.map((fragment) => aiChunk({ tool_call_chunks: [fragment] })).reduce(joinMessages));

describe('wholeMessage', () => {
  it('keeps what is no call', () => {
    const fields = {
      content: [{ type: 'text', text: 'a' }],
      id: 'm1',
      name: 'n',
      usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
      response_metadata: { finish_reason: 'stop' },
      additional_kwargs: { reasoning_content: 'hm' },
    };
    expect(wholeMessage(deepFreeze(aiChunk(fields)))).toStrictEqual({ type: 'ai', ...fields });
  });

  it('takes no arguments for an empty record', () => {
    expect(whole({ index: 0, name: 'now', id: 'c1', args: '' }, { index: 0, args: ' \n' })).toStrictEqual({
      type: 'ai',
      content: '',
      tool_calls: [{ name: 'now', args: {}, id: 'c1' }],
    });
  });

  it.each([
    '{',
    '{"a":',
    '{"a":1',
    '{"a":1}}',
    '{"a":1} x',
    '[1]',
    '"a"',
    '1',
    'null',
    'x {"a":1}',
    '{a:1}',
    '```json\n{}\n```',
  ])('does not let %j run', (args) => {
    const message = whole({ index: 0, name: 'get', id: 'c1', args });
    expect(message.tool_calls).toBeUndefined();
    expect(message.invalid_tool_calls).toMatchObject([
      { name: 'get', id: 'c1', args, error: expect.any(String) },
    ]);
  });

  it('lets a call run only when its arguments are whole, wherever they are cut off', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (args, at) => {
        const text = JSON.stringify(args);
        const cut = at % text.length;
        const started = whole({ index: 0, name: 'get', args: text.slice(0, cut) }, { index: 0, args: '' });
        expect(started.tool_calls ?? []).toHaveLength(cut === 0 ? 1 : 0);
        const ended = whole(
          { index: 0, name: 'get', args: text.slice(0, cut) },
          { index: 0, args: text.slice(cut) },
        );
        expect(ended.invalid_tool_calls).toBeUndefined();
        expect(JSON.stringify(ended.tool_calls?.[0]?.args)).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  describe('never gives half a call to run (T32)', () => {
    const city = { name: 'get', args: { city: 'Paris' }, id: 'c1' };

    it.each<[string, readonly ToolCallChunk[]]>([
      ['without index', [{ id: 'c1', name: 'get', args: '' }, { args: '{"city":' }, { args: '"Paris"}' }]],
      [
        'with the index 0 and "0"',
        [
          { index: 0, id: 'c1', name: 'get', args: '' },
          { index: '0', args: '{"city":"Paris"}' },
        ],
      ],
      [
        'with the index "0" and 0',
        [
          { index: '0', id: 'c1', name: 'get' },
          { index: 0, args: '{"city":"Paris"}' },
        ],
      ],
      [
        'without index, the id told again',
        [
          { id: 'c1', name: 'get', args: '' },
          { id: 'c1', args: '{"city":"Paris"}' },
        ],
      ],
      [
        'with null for what is absent',
        [
          { index: null, id: 'c1', name: 'get', args: null },
          { id: null, name: null, args: '{"city":"Paris"}' },
        ],
      ],
    ])('%s it is joined', (_name, fragments) => {
      expect(whole(...fragments)).toStrictEqual({ type: 'ai', content: '', tool_calls: [city] });
    });

    it.each<[string, readonly ToolCallChunk[]]>([
      [
        'the rest has no index',
        [{ index: 0, id: 'c1', name: 'get', args: '' }, { args: '{"city":"Paris"}' }],
      ],
      [
        'the rest has another index',
        [
          { index: 0, id: 'c1', name: 'get', args: '' },
          { index: 1, args: '{"city":"Paris"}' },
        ],
      ],
      [
        'the start has no index',
        [
          { id: 'c1', name: 'get', args: '' },
          { index: 0, args: '{"city":"Paris"}' },
        ],
      ],
      [
        'the rest has another id',
        [
          { id: 'c1', name: 'get', args: '' },
          { id: 'c2', args: '{"city":"Paris"}' },
        ],
      ],
    ])('if %s, nothing runs', (_name, fragments) => {
      const message = whole(...fragments);
      expect(message.tool_calls).toBeUndefined();
      expect(message.invalid_tool_calls).toHaveLength(2);
    });

    it('keeps calls without index apart', () => {
      expect(
        whole(
          { id: 'c1', name: 'get', args: '{"city":' },
          { args: '"Paris"}' },
          { id: 'c2', name: 'now', args: '' },
        ).tool_calls,
      ).toStrictEqual([city, { name: 'now', args: {}, id: 'c2' }]);
    });
  });

  it('keeps a key like "__proto__" an own key (T29)', () => {
    const { args } =
      whole({ index: 0, name: 'get', args: '{"__proto__":{"isAdmin":true},"constructor":1}' })
        .tool_calls?.[0] ?? {};
    expect(Object.getPrototypeOf(args)).toBe(Object.prototype);
    expect(Object.keys(args ?? {})).toStrictEqual(['__proto__', 'constructor']);
    expect('isAdmin' in (args ?? {})).toBe(false);
  });

  it('gives what the golden scenario says', () => {
    const golden = JSON.parse(
      readFileSync(new URL('../golden/events/model_tool_calls.json', import.meta.url), 'utf8'),
    ) as Golden;
    const chunks = golden.model.chunks.map((fields) => deepFreeze(aiChunk(fields)));
    const output = golden.events.at(-1)?.data.output ?? {};
    const joined = chunks.reduce(joinMessages);
    expect({ ...joined, $type: 'AIMessageChunk', id: output.id }).toMatchObject(output);
    expect(joined.tool_call_chunks).toStrictEqual(output.tool_call_chunks);
    expect(joined.tool_calls).toStrictEqual(output.tool_calls);
    const { $type: _type, ...invoked } = golden.invoke;
    expect(wholeMessage(joined)).toStrictEqual({ type: 'ai', ...invoked });
    const sum = joinMessages.sum();
    for (const chunk of chunks) {
      sum.add(chunk);
    }
    expect(sum.value).toStrictEqual(joined);
  });
});

interface Golden {
  readonly model: { readonly chunks: readonly Omit<AIMessageChunk, 'type' | 'content'>[] };
  readonly events: readonly { readonly data: { readonly output?: Record<string, unknown> } }[];
  readonly invoke: Record<string, unknown>;
}
