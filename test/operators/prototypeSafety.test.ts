import { describe, expect, it } from 'vitest';
import { addChunks } from '../../operators/addChunks.ts';
import { wholeMessage } from '../../operators/wholeMessage.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { toMessages } from '../../src/messages/toMessages.ts';
import { formatTemplate } from '../../src/prompts/formatTemplate.ts';
import { parseTemplate } from '../../src/prompts/parseTemplate.ts';

const hostile =
  '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"toString":"x","valueOf":1}';
const chunk = (): AIMessageChunk => {
  const data = (): Record<string, unknown> => JSON.parse(hostile) as Record<string, unknown>;
  return aiChunk({
    content: [{ type: 'text', text: 'a', index: '__proto__', id: 'constructor', extra: data() }],
    id: '__proto__',
    name: 'toString',
    tool_call_chunks: [
      { index: '__proto__', id: '__proto__', name: 'get', args: '' },
      { index: '__proto__', args: hostile },
      { index: 'constructor', id: 'x', name: 'put', args: hostile },
    ],
    usage_metadata: JSON.parse(
      '{"input_tokens":1,"output_tokens":1,"total_tokens":2,"input_token_details":{"__proto__":1,"toString":1}}',
    ),
    response_metadata: data(),
    additional_kwargs: { parts: [data(), { index: 0, ...data() }], nested: data() },
  });
};

describe('with Object.prototype frozen', () => {
  it('adds, completes and formats what names the prototype', () => {
    const frozen: object = Object.freeze(Object.prototype);
    const once = addChunks(aiChunk({ content: 'x', id: 'run-1' }), chunk());
    const twice = addChunks(addChunks(once, { ...chunk(), tool_call_chunks: [] }), aiChunk('b'));
    const whole = wholeMessage(twice);
    const text = formatTemplate(parseTemplate('{a}'), { a: twice }, 'chatPrompt');
    const messages = toMessages([whole]);
    expect(Object.isFrozen(frozen)).toBe(true);
    expect(messages).toHaveLength(1);
    expect(JSON.parse(text)).toMatchObject({ type: 'ai_chunk' });
    expect(JSON.stringify(whole.tool_calls?.map(({ args }) => args))).toBe(`[${hostile},${hostile}]`);
    expect(JSON.stringify(twice.usage_metadata?.input_token_details)).toBe('{"__proto__":2,"toString":2}');
    expect(JSON.stringify(twice.response_metadata)).toBe(hostile);
    for (const record of [twice, whole, twice.response_metadata, whole.tool_calls?.[0]?.args]) {
      expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    }
    expect('isAdmin' in {}).toBe(false);
  });
});
