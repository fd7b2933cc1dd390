import { describe, expect, it } from 'vitest';
import { OpenAIResponsesChunks } from '../../src/providers/OpenAIResponsesChunks.ts';
import { replyOf } from './wireFixtures.ts';

const end = {
  type: 'response.completed',
  response: { id: 'r', model: 'm', usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } },
};

describe('OpenAIResponsesChunks', () => {
  it('takes the arguments of the item when none streamed', () => {
    const item = {
      type: 'function_call',
      id: 'fc_0',
      call_id: 'a',
      name: 'weather',
      arguments: '{"city":"Seoul"}',
    };
    const at = { output_index: 4 };
    const wanted = [{ index: 0, id: 'a', name: 'weather', args: { city: 'Seoul' } }];
    const done = { type: 'response.output_item.done', ...at, item };
    expect(replyOf(feed([done, end]))).toMatchObject({ tool_calls: wanted, finish_reason: 'tool_calls' });
    const added = { type: 'response.output_item.added', ...at, item: { ...item, arguments: '' } };
    expect(replyOf(feed([added, done, end])).tool_calls).toEqual(wanted);
  });

  it('reads reasoning, its summary and a refusal', () => {
    const chunks = feed([
      { type: 'response.reasoning_summary_text.delta', delta: 'a' },
      { type: 'response.reasoning_text.delta', delta: 'b' },
      { type: 'response.refusal.delta', delta: 'No.' },
      end,
    ]);
    expect(replyOf(chunks).reasoning).toBe('ab');
    expect(chunks.find((chunk) => chunk.additional_kwargs?.refusal)?.additional_kwargs).toEqual({
      refusal: 'No.',
    });
  });

  it.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'content_filter'],
  ])('finishes an incomplete reply (%s) with %s', (reason, finish_reason) => {
    const incomplete = { type: 'response.incomplete', response: { incomplete_details: { reason } } };
    expect(replyOf(feed([{ type: 'response.output_text.delta', delta: 'x' }, incomplete]))).toMatchObject({
      finish_reason,
    });
  });

  it.each([
    { type: 'response.failed', response: { error: { code: 'server_error', message: 'boom' } } },
    { type: 'error', code: 'server_error', message: 'boom', param: null },
    { type: 'error', error: { type: 'server_error', message: 'boom' } },
    { error: { code: 'server_error', message: 'boom' } },
  ])('fails with %j', (frame) => {
    const failure = {
      code: 'provider_error',
      providerCode: 'server_error',
      retryable: true,
      message: expect.stringContaining('boom'),
    };
    expect(() => feed([frame])).toThrow(expect.objectContaining(failure) as Error);
  });

  it.each(['{"type":"response', '{}', '[]'])('refuses the frame %s', (data) => {
    expect(() => new OpenAIResponsesChunks().write(data)).toThrow(
      expect.objectContaining({ code: 'bad_frame' }) as Error,
    );
  });
});

function feed(frames: readonly object[]) {
  const chunks = new OpenAIResponsesChunks();
  const given = frames.map((frame) => chunks.write(JSON.stringify(frame)));
  return [...given, chunks.end()].filter((chunk) => chunk !== undefined);
}
