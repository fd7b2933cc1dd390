import {
  AIMessage,
  AIMessageChunk,
  ChatMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { ChatPromptValue, StringPromptValue } from '@langchain/core/prompt_values';
import { describe, expect, it } from 'vitest';
import { fromLangChainValue } from '../../src/langchain/fromLangChainValue.ts';
import { toLangChainValue } from '../../src/langchain/toLangChainValue.ts';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import type { Message } from '../../src/messages/Message.ts';
import { system } from '../../src/messages/system.ts';
import { toolMessage } from '../../src/messages/toolMessage.ts';

const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };
const image = { type: 'image_url', image_url: { url: 'https://a.b/c.png' } };

const messages: readonly (readonly [string, Message, new (...args: never[]) => unknown])[] = [
  ['human', human({ content: [{ type: 'text', text: 'hi' }, image], id: 'h', name: 'Ann' }), HumanMessage],
  ['system', system('be brief'), SystemMessage],
  ['tool', toolMessage({ content: 'no', tool_call_id: 'c1', status: 'error', name: 'weather' }), ToolMessage],
  [
    'ai',
    ai({
      content: 'Hello',
      id: 'a',
      tool_calls: [{ id: 'c1', name: 'weather', args: { city: 'Seoul' } }],
      invalid_tool_calls: [{ id: 'c2', name: 'weather', args: '{"c', error: 'cut' }],
      usage_metadata: usage,
      response_metadata: { finish_reason: 'stop' },
      additional_kwargs: { reasoning_content: 'hm' },
    }),
    AIMessage,
  ],
  [
    'ai_chunk',
    aiChunk({
      content: 'Hel',
      id: 'a',
      tool_call_chunks: [
        { index: 0, id: 'c1', name: 'weather', args: '{"ci' },
        { index: 1, args: '' },
      ],
      usage_metadata: usage,
    }),
    AIMessageChunk,
  ],
];

describe('messages', () => {
  it.each(messages)('of the type %s go to LangChain and back', (_type, message, kind) => {
    const there = toLangChainValue(message);
    expect(there).toBeInstanceOf(kind);
    expect(fromLangChainValue(there)).toEqual(message);
  });

  it('stand in prompt values, lists and records', () => {
    const prompt = { type: 'chat_prompt_value', messages: [human('hi')] } as const;
    expect(toLangChainValue(prompt)).toBeInstanceOf(ChatPromptValue);
    expect(fromLangChainValue(toLangChainValue(prompt))).toEqual(prompt);
    const text = { type: 'string_prompt_value', text: 'hi', messages: [human('hi')] } as const;
    expect(toLangChainValue(text)).toBeInstanceOf(StringPromptValue);
    expect(fromLangChainValue(toLangChainValue(text))).toEqual(text);
    const record = { history: [human('a'), ai('b')], question: 'c' };
    expect((toLangChainValue(record) as typeof record).history[1]).toBeInstanceOf(AIMessage);
    expect(fromLangChainValue(toLangChainValue(record))).toEqual(record);
  });

  it('are told by what they are, whatever LangChain calls them', () => {
    expect(fromLangChainValue(new ChatMessage('hi', 'assistant'))).toMatchObject({ content: 'hi' });
    expect(fromLangChainValue(new ChatMessage('hi', 'user'))).toEqual(human('hi'));
  });

  it('keep no calls in the provider’s form, and in a chunk none that were read out of half a text', () => {
    const raw = [{ index: 0, id: 'c', type: 'function' as const, function: { name: 'w', arguments: '{"c' } }];
    const chunk = new AIMessageChunk({
      content: '',
      additional_kwargs: { tool_calls: raw, refusal: 'no' },
      tool_call_chunks: [{ index: 0, id: 'c', name: 'w', args: '{"city":"Se', type: 'tool_call_chunk' }],
    });
    expect(chunk.tool_calls).toHaveLength(1);
    expect(fromLangChainValue(chunk)).toEqual({
      type: 'ai_chunk',
      content: '',
      tool_call_chunks: [{ index: 0, id: 'c', name: 'w', args: '{"city":"Se' }],
      additional_kwargs: { refusal: 'no' },
    });
  });

  it('leaves everything else as it is', () => {
    const date = new Date(0);
    const document = { pageContent: 'a', metadata: { nested: [1, { two: 2 }] } };
    for (const value of [1, null, undefined, 'a', date, [1, 'a'], document, new Map()]) {
      expect(toLangChainValue(value)).toBe(value);
      expect(fromLangChainValue(value)).toBe(value);
    }
  });

  it('makes no prototype out of a key', () => {
    const record = JSON.parse('{"__proto__": {"polluted": true}, "m": 1}');
    record.m = human('a');
    const there = toLangChainValue(record) as object;
    expect(Object.getPrototypeOf(there)).toBe(Object.prototype);
    expect(Object.keys(there)).toEqual(['__proto__', 'm']);
  });
});
