import { describe, expect, it } from 'vitest';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import { isMessage } from '../../src/messages/isMessage.ts';
import { system } from '../../src/messages/system.ts';
import { toolMessage } from '../../src/messages/toolMessage.ts';

const factories = [
  ['human', human],
  ['system', system],
  ['ai', ai],
  ['ai_chunk', aiChunk],
] as const;

describe.each(factories)('the factory of %s messages', (type, factory) => {
  it('takes text', () => {
    expect(factory('Hello')).toStrictEqual({ type, content: 'Hello' });
  });

  it('takes blocks', () => {
    const blocks = [{ type: 'text', text: 'Hello' }];
    expect(factory(blocks)).toStrictEqual({ type, content: blocks });
  });

  it('takes fields, leaves out what is undefined, and fills in the empty text', () => {
    expect(factory({ id: 'm1', name: undefined })).toStrictEqual({ type, content: '', id: 'm1' });
  });

  it('does not let the fields choose another type', () => {
    expect(factory({ content: 'x', type: 'tool' } as never).type).toBe(type);
  });

  it('keeps an own "__proto__" an own field', () => {
    const fields = JSON.parse('{"content":"x","__proto__":{"isAdmin":true}}') as { readonly content: string };
    const message = factory(fields);
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype);
    expect(Object.hasOwn(message, '__proto__')).toBe(true);
    expect('isAdmin' in message).toBe(false);
  });

  it('survives JSON', () => {
    const message = factory({ content: 'x', id: 'm1' });
    expect(JSON.parse(JSON.stringify(message))).toStrictEqual(message);
    expect(isMessage(message)).toBe(true);
  });
});

describe('toolMessage', () => {
  it('takes the content and the id of the call', () => {
    expect(toolMessage('12 °C', 'c1')).toStrictEqual({ type: 'tool', content: '12 °C', tool_call_id: 'c1' });
  });

  it('takes fields', () => {
    expect(
      toolMessage({ content: 'no', tool_call_id: 'c1', status: 'error', name: 'weather' }),
    ).toStrictEqual({
      type: 'tool',
      content: 'no',
      tool_call_id: 'c1',
      status: 'error',
      name: 'weather',
    });
  });
});

describe('aiChunk', () => {
  it('takes fragments of tool calls as they are', () => {
    const fragment = { index: 0, id: 'c1', name: 'get', args: '' };
    expect(aiChunk({ tool_call_chunks: [fragment] })).toStrictEqual({
      type: 'ai_chunk',
      content: '',
      tool_call_chunks: [fragment],
    });
  });
});
