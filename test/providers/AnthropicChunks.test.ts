import { describe, expect, it } from 'vitest';
import { MessageSum } from '../../operators/MessageSum.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { AnthropicChunks } from '../../src/providers/AnthropicChunks.ts';
import { replyOf } from './wireFixtures.ts';

describe('AnthropicChunks', () => {
  it('keeps each thinking block with its signature, and reads all of them as reasoning', () => {
    const chunks = feed([
      start(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'a' }),
      delta(0, { type: 'thinking_delta', thinking: 'a' }),
      delta(0, { type: 'signature_delta', signature: 'one' }),
      start(1, { type: 'redacted_thinking', data: 'zz' }),
      start(2, { type: 'thinking', thinking: '' }),
      delta(2, { type: 'thinking_delta', thinking: 'b' }),
      delta(2, { type: 'signature_delta', signature: 'two' }),
    ]);
    expect(replyOf(chunks).reasoning).toBe('aab');
    const sum = new MessageSum();
    for (const chunk of chunks) sum.add(chunk);
    expect(sum.value.additional_kwargs).toMatchObject({
      thinking_blocks: [
        { type: 'thinking', thinking: 'aa', signature: 'one' },
        { type: 'redacted_thinking', data: 'zz' },
        { type: 'thinking', thinking: 'b', signature: 'two' },
      ],
    });
  });

  it('takes the last count of output tokens, and a later count of input tokens', () => {
    const chunks = feed([
      {
        type: 'message_start',
        message: {
          id: 'm',
          model: 'x',
          usage: { input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: 4 },
        },
      },
      { type: 'message_delta', delta: {}, usage: { output_tokens: 5 } },
      {
        type: 'message_delta',
        delta: { stop_reason: 'max_tokens' },
        usage: { input_tokens: 2, output_tokens: 9 },
      },
    ]);
    expect(replyOf(chunks)).toMatchObject({
      usage: {
        input_tokens: 6,
        output_tokens: 9,
        total_tokens: 15,
        input_token_details: { cache_creation: 4 },
      },
      finish_reason: 'max_tokens',
      model_name: 'x',
    });
  });

  it('takes a call whose input is whole at its start', () => {
    const chunks = feed([start(1, { type: 'tool_use', id: 't', name: 'weather', input: { city: 'Seoul' } })]);
    expect(replyOf(chunks).tool_calls).toEqual([
      { index: 0, id: 't', name: 'weather', args: { city: 'Seoul' } },
    ]);
  });

  it('takes a call without arguments', () => {
    const chunks = feed([
      start(1, { type: 'tool_use', id: 't', name: 'now', input: {} }),
      delta(1, { type: 'input_json_delta', partial_json: '' }),
    ]);
    expect(replyOf(chunks).tool_calls).toEqual([{ index: 0, id: 't', name: 'now', args: {} }]);
  });

  it('passes over what it does not know', () => {
    const chunks = new AnthropicChunks();
    const unknown = [
      { type: 'ping' },
      { type: 'new_event' },
      start(0, { type: 'server_tool_use' }),
      delta(0, { type: 'citations_delta' }),
    ];
    expect(unknown.map((frame) => chunks.write(JSON.stringify(frame)))).toEqual(unknown.map(() => undefined));
  });

  it('reads nothing behind message_stop', () => {
    const chunks = new AnthropicChunks();
    chunks.write('{"type":"message_stop"}');
    expect(chunks.isOver).toBe(true);
    expect(chunks.write(JSON.stringify(delta(0, { type: 'text_delta', text: 'GHOST' })))).toBeUndefined();
  });

  it.each([
    '{"type":"content_block_del',
    '{}',
    '[]',
    '{"type":"message_start"}',
    '{"type":"content_block_start"}',
    '{"type":"content_block_delta"}',
  ])('refuses the frame %s', (data) => {
    expect(() => new AnthropicChunks().write(data)).toThrow(
      expect.objectContaining({ code: 'bad_frame' }) as Error,
    );
  });
});

function start(index: number, content_block: object): object {
  return { type: 'content_block_start', index, content_block };
}

function delta(index: number, fields: object): object {
  return { type: 'content_block_delta', index, delta: fields };
}

function feed(frames: readonly object[]): AIMessageChunk[] {
  const chunks = new AnthropicChunks();
  const given = frames.map((frame) => chunks.write(JSON.stringify(frame)));
  return [...given, chunks.end()].filter((chunk) => chunk !== undefined);
}
