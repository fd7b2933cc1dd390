import type {
  LanguageModelV2StreamPart,
  LanguageModelV3StreamPart,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { AiSdkChunks } from '../../src/ai-sdk/AiSdkChunks.ts';
import type { AiSdkPart } from '../../src/ai-sdk/AiSdkPart.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { replyOf } from '../providers/wireFixtures.ts';

/** Parts as each version's types have them; the compiler checks that they are. */
const v2: readonly LanguageModelV2StreamPart[] = [
  { type: 'stream-start', warnings: [] },
  { type: 'response-metadata', id: 'r1', modelId: 'm1' },
  { type: 'reasoning-start', id: 'r' },
  { type: 'reasoning-delta', id: 'r', delta: 'Think.' },
  { type: 'reasoning-end', id: 'r' },
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta: 'Hi' },
  { type: 'text-end', id: 't' },
  { type: 'tool-input-start', id: 'c1', toolName: 'weather' },
  { type: 'tool-input-delta', id: 'c1', delta: '{"city":' },
  { type: 'tool-input-delta', id: 'c1', delta: '"Seoul"}' },
  { type: 'tool-input-end', id: 'c1' },
  { type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: '{"city":"Seoul"}' },
  { type: 'tool-call', toolCallId: 'c2', toolName: 'time', input: '{}' },
  {
    type: 'finish',
    finishReason: 'tool-calls',
    usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18, cachedInputTokens: 3, reasoningTokens: 2 },
  },
];
const v3: readonly LanguageModelV3StreamPart[] = [
  ...(v2.slice(0, -1) as LanguageModelV3StreamPart[]),
  {
    type: 'finish',
    finishReason: { unified: 'tool-calls', raw: 'tool_use' },
    usage: {
      inputTokens: { total: 11, noCache: 8, cacheRead: 3, cacheWrite: undefined },
      outputTokens: { total: 7, text: 5, reasoning: 2 },
    },
  },
];
const v4: readonly LanguageModelV4StreamPart[] = [
  { type: 'ping' },
  { type: 'custom', kind: 'a.b' },
  ...(v3 as LanguageModelV4StreamPart[]),
];

describe('AiSdkChunks', () => {
  it.each([
    ['v2', v2, 'tool-calls'],
    ['v3', v3, 'tool_use'],
    ['v4', v4, 'tool_use'],
  ])('maps the parts of %s', (_version, parts, finish_reason) => {
    const chunks = map(parts);
    expect(replyOf(chunks)).toEqual({
      text: 'Hi',
      reasoning: 'Think.',
      tool_calls: [
        { index: 0, id: 'c1', name: 'weather', args: { city: 'Seoul' } },
        { index: 1, id: 'c2', name: 'time', args: {} },
      ],
      usage: {
        input_tokens: 11,
        output_tokens: 7,
        total_tokens: 18,
        input_token_details: { cache_read: 3 },
        output_token_details: { reasoning: 2 },
      },
      finish_reason,
      model_name: 'm1',
    });
    expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set(['r1']));
  });

  it('streams a call by its pieces', () => {
    const calls = map(v2).flatMap((chunk) => chunk.tool_call_chunks ?? []);
    expect(calls).toEqual([
      { index: 0, id: 'c1', name: 'weather', args: '' },
      { index: 0, args: '{"city":' },
      { index: 0, args: '"Seoul"}' },
      { index: 1, id: 'c2', name: 'time', args: '{}' },
    ]);
  });

  it('takes the arguments of the whole call where its pieces had none, or were not JSON', () => {
    const calls = map([
      { type: 'tool-input-start', id: 'a', toolName: 'now' },
      { type: 'tool-input-end', id: 'a' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'now', input: '{"zone":"UTC"}' },
      { type: 'tool-input-start', id: 'b', toolName: 'sql', inputEncoding: 'text' },
      { type: 'tool-input-delta', id: 'b', delta: 'select 1' },
      { type: 'tool-call', toolCallId: 'b', toolName: 'sql', input: '{"text":"select 1"}' },
      stop,
    ]);
    expect(replyOf(calls).tool_calls).toEqual([
      { index: 0, id: 'a', name: 'now', args: { zone: 'UTC' } },
      { index: 1, id: 'b', name: 'sql', args: { text: 'select 1' } },
    ]);
  });

  it('passes over calls that the provider runs itself', () => {
    const chunks = map([
      { type: 'tool-input-start', id: 'a', toolName: 'search', providerExecuted: true },
      { type: 'tool-input-delta', id: 'a', delta: '{}' },
      { type: 'tool-call', toolCallId: 'a', toolName: 'search', input: '{}', providerExecuted: true },
      { type: 'tool-result', toolCallId: 'a', toolName: 'search' },
      stop,
    ]);
    expect(replyOf(chunks).tool_calls).toEqual([]);
  });

  it('keeps what the provider wants to see again, the last word of each', () => {
    const chunks = map([
      { type: 'reasoning-start', id: 'r', providerMetadata: { p: { item: 'i' } } },
      { type: 'reasoning-delta', id: 'r', delta: 'a' },
      { type: 'reasoning-end', id: 'r', providerMetadata: { p: { item: 'i', sealed: 's' } } },
      {
        type: 'tool-call',
        toolCallId: 'c',
        toolName: 't',
        input: '{}',
        providerMetadata: { p: { thought: 'x' } },
      },
      stop,
    ]);
    expect(chunks.map((chunk) => chunk.additional_kwargs)).toEqual([
      { reasoning_content: 'a' },
      {
        reasoning_blocks: [
          { type: 'reasoning', text: 'a', providerMetadata: { p: { item: 'i', sealed: 's' } } },
        ],
      },
      { tool_call_metadata: { c: { p: { thought: 'x' } } } },
      undefined,
    ]);
  });

  it('adds nothing behind the finish part', () => {
    const chunks = map([text('a'), stop, text('GHOST'), { type: 'error', error: 'late' }]);
    expect(replyOf(chunks).text).toBe('a');
  });

  it.each<readonly [string, AiSdkPart['finishReason']]>([
    ['v2 error', 'error'],
    ['v2 unknown', 'unknown'],
    ['error', { unified: 'error', raw: undefined }],
    ['interrupted', { unified: 'interrupted', raw: undefined }],
    ['other without a reason', { unified: 'other', raw: undefined }],
    ['none', undefined],
  ])('takes the finish "%s" as cut short', (_name, finishReason) => {
    const wire = new AiSdkChunks(origin);
    wire.write(text('a'));
    expect(() => wire.write(finish(finishReason))).toThrow(
      expect.objectContaining({ code: 'interrupted', retryable: true }),
    );
    expect(wire.isOver).toBe(false);
  });

  it('takes an unknown finish as whole where it is told to, an error never', () => {
    const wire = new AiSdkChunks(origin, true);
    expect([wire.write(text('a')), wire.write(finish('unknown')), wire.end()]).toMatchObject([
      { content: 'a' },
      undefined,
      undefined,
    ]);
    expect(wire.isOver).toBe(true);
    expect(() => new AiSdkChunks(origin, true).write(finish('error'))).toThrow();
  });

  it.each([
    ['boom', { code: 'provider_error', message: expect.stringContaining('boom') }],
    [
      { type: 'overloaded_error', message: 'busy' },
      { code: 'provider_error', providerCode: 'overloaded_error', retryable: true },
    ],
    [named('AI_JSONParseError'), { code: 'bad_frame' }],
    [named('AI_TypeValidationError'), { code: 'bad_frame' }],
    [named('AI_InvalidResponseDataError', { data: {} }), { code: 'bad_frame' }],
    [named('AI_InvalidResponseDataError'), { code: 'interrupted' }],
    [named('AI_APICallError', { statusCode: 200 }), { code: 'interrupted', retryable: true }],
    [named('AI_APICallError', { statusCode: 200, cause: named('AI_JSONParseError') }), { code: 'bad_frame' }],
    [named('AI_APICallError', { statusCode: 429 }), { code: 'rate_limited', status: 429 }],
    [named('GatewayAuthenticationError', { statusCode: 401 }), { code: 'unauthorized', status: 401 }],
    [named('AI_LoadAPIKeyError'), { code: 'unauthorized' }],
    [named('AI_NoSuchModelError'), { code: 'not_found' }],
    [named('AI_UnsupportedFunctionalityError'), { code: 'bad_request' }],
    [new TypeError('terminated'), { code: 'interrupted', retryable: true }],
    [Object.assign(new Error('x'), { cause: { code: 'ECONNRESET' } }), { code: 'interrupted' }],
    [new TypeError('x is not a function'), { name: 'TypeError', message: 'x is not a function' }],
  ])('tells the error part %s by its code', (error, wanted) => {
    expect(() => new AiSdkChunks(origin).write({ type: 'error', error })).toThrow(
      expect.objectContaining(wanted),
    );
  });
});

const origin = { provider: 'fake', secrets: [] };
const stop: AiSdkPart = { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' } };

function text(delta: string): AiSdkPart {
  return { type: 'text-delta', id: '0', delta };
}

function finish(finishReason: AiSdkPart['finishReason']): AiSdkPart {
  return { type: 'finish', ...(finishReason !== undefined && { finishReason }) };
}

function named(name: string, fields: object = {}): Error {
  return Object.assign(new Error('said'), { name }, fields);
}

function map(parts: readonly { readonly type: string }[]): readonly AIMessageChunk[] {
  const wire = new AiSdkChunks(origin);
  const chunks = parts.map((part) => wire.write(part as AiSdkPart));
  return [...chunks, wire.end()].filter((chunk) => chunk !== undefined);
}
