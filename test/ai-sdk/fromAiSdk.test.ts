import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { firstValueFrom, take } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { AiSdkLanguageModel } from '../../src/ai-sdk/AiSdkLanguageModel.ts';
import type { AiSdkPart } from '../../src/ai-sdk/AiSdkPart.ts';
import { fromAiSdk } from '../../src/ai-sdk/fromAiSdk.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { ai } from '../../src/messages/ai.ts';
import { human } from '../../src/messages/human.ts';
import { system } from '../../src/messages/system.ts';
import { toolMessage } from '../../src/messages/toolMessage.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { tool } from '../../src/tools/tool.ts';
import { collect, textsOf } from '../providers/collect.ts';
import { fixture } from '../providers/wireFixtures.ts';
import { type WireServer, wireServer } from '../providers/wireServer.ts';
import { apiKey, realModels } from './realModels.ts';

// Real packages over real sockets: no assertion is about time, so a loaded machine may take it.
vi.setConfig({ testTimeout: 30_000 });

let server: WireServer;
beforeAll(async () => {
  server = await wireServer();
});
afterAll(() => server.stop());

const weather = tool(({ city }) => city, {
  name: 'weather',
  description: 'the weather of a city',
  schema: z.object({ city: z.string() }),
});

describe.each(realModels)('%s', (_name, { text, make }) => {
  const body = fixture(text);
  // Behind the frame of the second piece.
  const half = Buffer.from(body).indexOf('\n\n', Buffer.from(body).indexOf('sky ')) + 2;

  it('asks once per subscription, and not before', async () => {
    server.answer({ body });
    const answer = chain(make(server.baseURL), stringParser()).invoke('hi');
    expect(server.requests).toHaveLength(0);
    expect(await firstValueFrom(answer)).toBe('The sky is blue.');
    expect(await firstValueFrom(answer)).toBe('The sky is blue.');
    expect(server.requests).toHaveLength(2);
  });

  it('hands on each piece when it has come', async () => {
    server.answer({ body, after: half, then: 'stall' });
    const first = await firstValueFrom(make(server.baseURL).stream('hi'));
    expect(first.content).toBe('The ');
    await server.requests[0]?.closed;
  });

  it('closes the connection when its subscriber leaves: before the answer, in it, and by take', async () => {
    server.answer({ then: 'silent' });
    const waiting = make(server.baseURL).stream('hi').subscribe({ error: expect.unreachable });
    await server.asked(1);
    waiting.unsubscribe();
    await server.requests[0]?.closed;
    server.answer({ body, after: half, then: 'stall' });
    const { chunks, isComplete } = await collect(make(server.baseURL).stream('hi').pipe(take(2)));
    expect({ texts: textsOf(chunks), isComplete }).toEqual({ texts: ['The ', 'sky '], isComplete: true });
    await server.requests[0]?.closed;
  });

  it('fails with the reason of a signal and closes the connection', async () => {
    server.answer({ body, after: half, then: 'stall' });
    const controller = new AbortController();
    const reason = new Error('enough');
    const outcome = collect(make(server.baseURL).stream('hi', { signal: controller.signal }));
    await server.asked(1);
    controller.abort(reason);
    expect((await outcome).error).toBe(reason);
    await server.requests[0]?.closed;
  });

  it('ends silence by the time-out and closes the connection', async () => {
    server.answer({ body, after: half, then: 'stall' });
    const { error } = await collect(make(server.baseURL, { timeout: 100 }).stream('hi'));
    expect(error).toMatchObject({ code: 'timeout', name: 'TimeoutError', partial: { content: 'The sky ' } });
    await server.requests[0]?.closed;
  });

  it('takes a broken connection as cut short', async () => {
    server.answer({ body, after: half, then: 'reset' });
    const { error } = await collect(make(server.baseURL).stream('hi'));
    expect(error).toMatchObject({ code: 'interrupted', retryable: true, partial: { content: 'The sky ' } });
    const closed = await wireServer();
    await closed.stop();
    const { error: refused } = await collect(make(closed.baseURL).stream('hi'));
    expect(refused).toMatchObject({ code: 'interrupted', retryable: true });
  });

  it.each([
    [401, 'unauthorized', false],
    [404, 'not_found', false],
    [400, 'bad_request', false],
    [429, 'rate_limited', true],
    [529, 'provider_error', true],
  ])('gives the status %d its code %s', async (status, code, retryable) => {
    const said = { type: 'error', error: { message: `bad key ${apiKey}`, type: 'a_type', code: 'a_code' } };
    server.answer({ status, body: JSON.stringify(said), headers: { 'content-type': 'application/json' } });
    const { error } = await collect(make(server.baseURL, { secrets: [apiKey] }).stream('hi'));
    expect(error).toMatchObject({ code, status, retryable, providerCode: 'a_code' });
    expect(String(error)).toContain('bad key ***');
    expect(JSON.stringify([error, String(error), (error as Error).cause])).not.toContain(apiKey);
    expect(server.requests).toHaveLength(1);
  });

  it('names a web page that answers', async () => {
    server.answer({ status: 502, body: '<html>login</html>', headers: { 'content-type': 'text/html' } });
    const { error } = await collect(make(server.baseURL).stream('hi'));
    expect(error).toMatchObject({ code: 'provider_error', message: expect.stringContaining('a web page') });
    server.answer({ body: '<html>login</html>', headers: { 'content-type': 'text/html' } });
    const { error: mute } = await collect(make(server.baseURL).stream('hi'));
    expect(mute).toMatchObject({ code: 'interrupted' });
  });

  it('tells its run under its name', async () => {
    server.answer({ body });
    const events: RunEvent[] = [];
    await collect(
      make(server.baseURL, { name: 'Sky' }).stream('hi', { events: { next: (e) => events.push(e) } }),
    );
    expect(events.map(({ event, name }) => `${event} ${name}`)).toEqual([
      'on_chat_model_start Sky',
      ...events.slice(1, -1).map(() => 'on_chat_model_stream Sky'),
      'on_chat_model_end Sky',
    ]);
    expect(events.at(-1)?.data).toMatchObject({ output: { content: 'The sky is blue.' } });
  });
});

describe('what the wire gets to see', () => {
  const messages = [
    system('be brief'),
    human([
      { type: 'text', text: 'which city is this?' },
      { type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' },
    ]),
    ai({ content: 'I ask.', tool_calls: [{ id: 'call_a', name: 'weather', args: { city: 'Seoul' } }] }),
    toolMessage('12 °C', 'call_a'),
    human('and now?'),
  ];
  const options = {
    temperature: 0,
    max_tokens: 50,
    stop: '\n',
    tools: [weather],
    tool_choice: 'weather',
  };
  const sent = (): Record<string, unknown> => JSON.parse(server.requests[0]?.body ?? '{}');

  it('is a chat completion request with @ai-sdk/openai-compatible', async () => {
    server.answer({ body: fixture('openai-chat-text.sse') });
    const { error } = await collect(
      (realModels[0] as (typeof realModels)[0])[1]
        .make(server.baseURL)
        .withOptions({
          ...options,
          response_format: { type: 'json_schema', json_schema: { name: 'city', schema: { type: 'object' } } },
        })
        .stream(messages),
    );
    expect(error).toBeUndefined();
    expect(sent()).toMatchObject({
      model: 'm',
      stream: true,
      temperature: 0,
      max_tokens: 50,
      stop: ['\n'],
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            description: 'the weather of a city',
            parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
          },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'weather' } },
      messages: [
        { role: 'system', content: 'be brief' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'which city is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
          ],
        },
        {
          role: 'assistant',
          content: 'I ask.',
          tool_calls: [
            { id: 'call_a', type: 'function', function: { name: 'weather', arguments: '{"city":"Seoul"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_a', content: '12 °C' },
        { role: 'user', content: 'and now?' },
      ],
    });
  });

  it('is a messages request with @ai-sdk/anthropic', async () => {
    server.answer({ body: fixture('anthropic-messages-text.sse') });
    const model = (realModels[1] as (typeof realModels)[0])[1].make(server.baseURL, options);
    expect((await collect(model.stream(messages))).error).toBeUndefined();
    expect(sent()).toMatchObject({
      max_tokens: 50,
      stop_sequences: ['\n'],
      system: [{ type: 'text', text: 'be brief' }],
      tools: [{ name: 'weather', input_schema: { type: 'object' } }],
      tool_choice: { type: 'tool', name: 'weather' },
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'which city is this?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'I ask.' },
            { type: 'tool_use', id: 'call_a', name: 'weather', input: { city: 'Seoul' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_a', content: '12 °C' },
            { type: 'text', text: 'and now?' },
          ],
        },
      ],
    });
  });

  it('has the reasoning of the turn before, with its signature', async () => {
    server.answer(
      { body: fixture('anthropic-messages-reason.sse') },
      { body: fixture('anthropic-messages-text.sse') },
    );
    const model = fromAiSdk(createAnthropic({ baseURL: server.baseURL, apiKey })('claude-sonnet-4-5'), {
      providerOptions: { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } },
    });
    const turn = await firstValueFrom(model.invoke('hi'));
    await firstValueFrom(model.invoke([human('hi'), turn, human('go on')]));
    const { messages: seen } = JSON.parse(server.requests[1]?.body ?? '{}');
    expect(seen[1].content[0]).toEqual({ type: 'thinking', thinking: 'Think hard.', signature: 'sig==' });
  });

  it('tells what the model cannot do', async () => {
    server.answer({ body: fixture('openai-chat-text.sse') });
    const model = fromAiSdk(createOpenAICompatible({ name: 'local', baseURL: server.baseURL })('m'), {
      top_k: 3,
    });
    const { response_metadata } = await firstValueFrom(model.invoke('hi'));
    expect(response_metadata).toMatchObject({ warnings: [{ type: 'unsupported', feature: 'topK' }] });
  });
});

describe('fromAiSdk', () => {
  const fake = (doStream: AiSdkLanguageModel['doStream']): AiSdkLanguageModel => ({
    specificationVersion: 'v4',
    provider: 'fake',
    modelId: 'm',
    doStream,
  });

  const streamOf = (parts: readonly AiSdkPart[]): ReadableStream<AiSdkPart> =>
    new ReadableStream({
      start: (controller) => {
        for (const part of parts) controller.enqueue(part);
        controller.close();
      },
    });

  it.each([
    ['openai/gpt-5', 'needs a model object'],
    [undefined, 'needs a model object'],
    [{ specificationVersion: 'v1', doStream: () => undefined }, 'this model has "v1"'],
    [{ specificationVersion: 'v4' }, 'with doStream'],
  ])('refuses %j', (model, said) => {
    expect(() => fromAiSdk(model as AiSdkLanguageModel)).toThrow(
      expect.objectContaining({ code: 'bad_config', message: expect.stringContaining(said) }),
    );
  });

  it('gives an error of a model of your own unchanged', async () => {
    const own = new Error('mine');
    expect((await collect(fromAiSdk(fake(() => Promise.reject(own))).stream('hi'))).error).toBe(own);
    const thrown = fake(() => {
      throw own;
    });
    expect((await collect(fromAiSdk(thrown).stream('hi'))).error).toBe(own);
  });

  it.each([
    ['content-filter', 'content-filter'],
    [{ unified: 'content-filter', raw: 'SAFETY' }, 'content-filter'],
    [{ unified: 'content-filter', raw: 'refusal' }, 'refusal'],
    [{ unified: 'other', raw: 'model_context_window_exceeded' }, 'model_context_window_exceeded'],
  ])('a reply that the provider cut off is no success: %j', async (finishReason, providerCode) => {
    const parts: readonly AiSdkPart[] = [textPart('Half an'), { type: 'finish', finishReason }];
    const cutOff = fake(() => Promise.resolve({ stream: streamOf(parts) }));
    const { chunks, error } = await collect(fromAiSdk(cutOff).stream('hi'));
    expect(textsOf(chunks).join('')).toBe('Half an');
    const code = providerCode.startsWith('model') ? 'context_length' : 'content_filter';
    expect(error).toMatchObject({ code, providerCode, retryable: false, partial: { content: 'Half an' } });
  });

  it('a reply at its limit of tokens is a reply', async () => {
    const parts: readonly AiSdkPart[] = [
      textPart('Half an'),
      { type: 'finish', finishReason: { unified: 'length' } },
    ];
    const short = fake(() => Promise.resolve({ stream: streamOf(parts) }));
    const reply = await firstValueFrom(fromAiSdk(short).invoke('hi'));
    expect(reply).toMatchObject({ content: 'Half an', response_metadata: { finish_reason: 'length' } });
  });

  it('cancels the stream of a model that answers after its subscriber has left', async () => {
    const cancel = vi.fn();
    let answer: (result: { stream: ReadableStream<{ type: string }> }) => void = () => undefined;
    const late = fake(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    fromAiSdk(late).stream('hi').subscribe().unsubscribe();
    answer({ stream: new ReadableStream({ cancel }) });
    await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
  });

  it('does not read ahead of its consumer', async () => {
    let pulled = 0;
    const endless = fake(() =>
      Promise.resolve({
        stream: new ReadableStream<AiSdkPart>(
          { pull: (controller) => controller.enqueue(textPart(`${pulled++}`)) },
          { highWaterMark: 0 },
        ),
      }),
    );
    const { chunks } = await collect(fromAiSdk(endless).stream('hi').pipe(take(3)));
    expect(textsOf(chunks)).toEqual(['0', '1', '2']);
    expect(pulled).toBeLessThanOrEqual(4);
  });

  it('reads the stream to its end, so that a middleware sees it', async () => {
    const flush = vi.fn();
    const parts = [
      { type: 'text-delta', id: '0', delta: 'a' },
      { type: 'finish', finishReason: { unified: 'stop' } },
    ];
    const watched = fake(() => {
      const source = new ReadableStream<{ type: string }>({
        start: (controller) => {
          for (const part of parts) controller.enqueue(part);
          controller.close();
        },
      });
      return Promise.resolve({ stream: source.pipeThrough(new TransformStream({ flush })) });
    });
    expect(await firstValueFrom(chain(fromAiSdk(watched), stringParser()).invoke('hi'))).toBe('a');
    expect(flush).toHaveBeenCalledOnce();
  });
});

function textPart(delta: string): AiSdkPart {
  return { type: 'text-delta', id: '0', delta };
}
