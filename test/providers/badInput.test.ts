import { inspect } from 'node:util';
import { lastValueFrom, NEVER } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AgentOptions, agent } from '../../src/agents/agent.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { memoryVectorStore } from '../../src/retrievers/memoryVectorStore.ts';
import { chain } from '../../src/runnables/chain.ts';
import { tool } from '../../src/tools/tool.ts';
import { collect, textsOf } from './collect.ts';
import { type WireAnswer, type WireServer, wireServer } from './wireServer.ts';
import { replyOfWords, type Wire, wires } from './wires.ts';

const key = 'sk-secret-1';

/** What a server says when something is wrong: its status, its code and its words. */
const refusals: readonly (readonly [string, number, string, string, object])[] = [
  ['a wrong key', 401, 'invalid_api_key', `Incorrect API key provided: ${key}`, { code: 'unauthorized' }],
  ['a wrong key, as a bad request', 400, 'invalid_api_key', `wrong key ${key}`, { code: 'unauthorized' }],
  ['a key that may not', 403, 'permission_error', 'no access', { code: 'unauthorized' }],
  ['a wrong model', 404, 'not_found_error', 'model: m', { code: 'not_found' }],
  ['a wrong model, as a bad request', 400, 'model_not_found', 'There is no m', { code: 'not_found' }],
  ['too many requests', 429, 'rate_limit_error', 'slow down', { code: 'rate_limited', retryable: true }],
  ['too many requests that speak of the context', 429, 'tokens', 'context length', { code: 'rate_limited' }],
  [
    'a context that is too long, by its code',
    400,
    'context_length_exceeded',
    `Your input exceeds the context window (${key})`,
    { code: 'context_length', retryable: false },
  ],
  ...[
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
    'prompt is too long: 205148 tokens > 200000 maximum',
    'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000',
    'the request exceeds the available context size. try increasing the context size',
    'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    'the input length exceeds the context length',
  ].map(
    (words) =>
      [
        `a context that is too long: ${words}`,
        400,
        'invalid_request_error',
        words,
        { code: 'context_length', status: 400, retryable: false },
      ] as const,
  ),
  ['a context that is too long, as 500', 500, 'x', 'context size exceeded', { code: 'context_length' }],
  [
    'a filter, by its code',
    400,
    'content_filter',
    `The response was filtered (${key})`,
    { code: 'content_filter', retryable: false },
  ],
  ...[
    'Output blocked by content filtering policy',
    "The prompt triggered Azure OpenAI's content management policy.",
    'Invalid prompt: your prompt was flagged as potentially violating our usage policy.',
  ].map(
    (words) =>
      [`a filter: ${words}`, 400, 'invalid_request_error', words, { code: 'content_filter' }] as const,
  ),
  ['a filter, as 403', 403, 'x', 'Your input was flagged for "violence"', { code: 'content_filter' }],
  ['any other bad request', 400, 'invalid_request_error', 'messages: required', { code: 'bad_request' }],
  ['a failure of its own', 500, 'api_error', 'boom', { code: 'provider_error', retryable: true }],
];

describe.each(wires)('%s, given what is wrong', (_name, wire) => {
  let server: WireServer;
  let baseURL: string;
  beforeAll(async () => {
    server = await wireServer();
    baseURL = server.baseURL.replace('/v1', '');
  });
  afterAll(() => server.stop());

  const model = (options: object = {}) =>
    wire.make({ baseURL, apiKey: key, retry: { count: 0 }, ...options });

  /** Fails as wanted; the key is in no event, no message and nothing else of the error. */
  async function fails(answer: WireAnswer, wanted: object, options: object = {}): Promise<RunnableError> {
    server.answer(answer);
    const told: unknown[] = [];
    const { error } = await collect(
      model(options).stream('hi', { events: { next: (event) => told.push(event) } }),
    );
    expect(error).toBeInstanceOf(RunnableError);
    expect(error).toMatchObject(wanted);
    expect(told.at(-1)).toMatchObject({ event: 'on_chat_model_error' });
    expect(inspect([error, told], { depth: 9, showHidden: true })).not.toContain(key);
    return error as RunnableError;
  }

  it.each(refusals)('tells %s', async (_title, status, code, words, wanted) => {
    // A server that has no codes of its own says it in words.
    const said = wire.name === 'ollama' && ['context_length_exceeded', 'content_filter'].includes(code);
    const isCodeNeeded =
      wire.name === 'ollama' && /^(invalid_api_key|model_not_found)$/.test(code) && status === 400;
    const error = await fails(
      { status, body: wire.refusal(code, said ? `${code}: ${words}` : words) },
      isCodeNeeded ? { code: 'bad_request' } : wanted,
    );
    expect(error.status).toBe(status);
    expect('partial' in error).toBe(false);
  });

  it.each([
    ['context_length', 'context_length_exceeded', 'the context length is exceeded'],
    ['content_filter', 'content_filter', 'stopped by the content filter'],
    ['rate_limited', 'rate_limit_exceeded', 'slow down'],
    ['provider_error', 'server_error', 'boom'],
  ])('tells %s in the middle of a reply, with what had come', async (code, providerCode, words) => {
    const isKnown = wire.name !== 'ollama' || code !== 'rate_limited';
    const body = wire.head + wire.text('The ') + wire.fault(providerCode, `${words} ${key}`);
    const { message } = await fails(
      { body },
      { code: isKnown ? code : 'provider_error', partial: { content: 'The ' } },
    );
    expect(message.split('What had arrived is in `partial`.')).toHaveLength(2);
  });

  it('takes a reply that its filter stopped for no good one', async () => {
    const { filtered } = wire;
    const { body } = replyOfWords(wire, ['The ', 'sky '], filtered ?? 'stop');
    server.answer({ body });
    const { chunks, error, isComplete } = await collect(model().stream('hi'));
    expect(textsOf(chunks)).toEqual(['The ', 'sky ']);
    if (filtered === undefined) {
      // This wire has no word for it.
      expect(isComplete).toBe(true);
      return;
    }
    expect(error).toMatchObject({
      code: 'content_filter',
      providerCode: filtered,
      retryable: false,
      partial: { content: 'The sky ', response_metadata: { finish_reason: filtered } },
    });
    const invoked = await collect(model().invoke('hi'));
    expect(invoked).toMatchObject({ chunks: [], error: { code: 'content_filter' } });
  });

  it('tells a web page from an answer', async () => {
    const page = `<!doctype html><title>Sign in ${key}</title>`;
    const headers = { 'content-type': 'text/html' };
    for (const cuts of [[], 'bytes'] as const) {
      const { message } = await fails({ body: page, cuts, headers }, { code: 'web_page' });
      expect(message).not.toContain('Sign in');
    }
    await fails({ status: 400, body: page, headers }, { code: 'web_page' });
    await fails({ status: 404, body: page, headers }, { code: 'not_found' });
    await fails({ status: 502, body: page, headers }, { code: 'provider_error', retryable: true });
  });

  it.each([{ 'retry-after-ms': '1' }, { 'retry-after': '0' }, {}])(
    'asks again after a rate limit with the headers %j, and tells it when it stays',
    async (headers: Readonly<Record<string, string>>) => {
      const limit = { status: 429, headers, body: wire.refusal('rate_limit_error', 'slow down') };
      const retry = { count: 2, delay: 1 };
      await fails(limit, { code: 'rate_limited', status: 429, retryable: true }, { retry });
      expect(server.requests).toHaveLength(3);
      server.answer(limit, { body: replyOfWords(wire, ['Hello']).body });
      expect(textsOf((await collect(model({ retry }).stream('hi'))).chunks)).toEqual(['Hello']);
    },
  );

  it('does not wait for a server that asks for hours', async () => {
    const answer = { status: 429, headers: { 'retry-after': '7200' } };
    await fails(answer, { code: 'rate_limited', retryable: true }, { retry: { count: 2 } });
    expect(server.requests).toHaveLength(1);
  });

  describe('an agent', () => {
    const schema = z.object({ city: z.string() });
    const weather = (work: () => unknown) =>
      tool(work, { name: 'weather', description: 'tells the weather', schema });
    const throws = () => {
      throw new Error(`no connection for ${key}`);
    };

    it.each<[string, string, string, () => unknown, string]>([
      ['arguments that are no JSON', 'weather', '{"city": Seoul', () => 1, 'bad_arguments'],
      ['arguments that do not fit', 'weather', '{"city":7}', () => 1, 'schema_mismatch'],
      ['a tool that throws', 'weather', '{"city":"Seoul"}', throws, 'tool_failed'],
      ['a tool that gives undefined', 'weather', '{"city":"Seoul"}', () => undefined, 'tool_no_output'],
      ['a tool that never ends', 'weather', '{"city":"Seoul"}', () => NEVER, 'timeout'],
      ['a tool that nobody knows', 'climate', '{"city":"Seoul"}', () => 1, 'unknown_tool'],
    ])('tells %s', async (_title, name, args, work, code) => {
      const asking = wire.head + wire.call('c1', name, args) + wire.finish('stop');
      const answering = replyOfWords(wire, ['I cannot tell.']).body;
      const options: AgentOptions = { model: model(), tools: [weather(work)], toolTimeout: 50 };
      server.answer({ body: asking }, { body: answering });
      const { error } = await collect(agent({ ...options, onToolError: 'fail' }).stream('hi'));
      expect(error).toMatchObject({ code });
      expect((error as Error).message).not.toContain(key);
      expect(server.requests).toHaveLength(1);
      // By default the model hears of it, in the form of its wire.
      server.answer({ body: asking }, { body: answering });
      const codes: string[] = [];
      const onToolError = (failure: RunnableError) => {
        codes.push(failure.code);
        return 'it went wrong';
      };
      await lastValueFrom(agent({ ...options, onToolError }).stream('hi'));
      expect(codes).toEqual([code]);
      expect(server.requests[1]?.body).toContain('it went wrong');
    });
  });

  it('is left alone when its input is none', async () => {
    server.answer({ body: '' });
    const { error } = await collect(chain(model()).stream(7 as never));
    expect(error).toMatchObject({ code: 'bad_input' });
    expect(server.requests).toHaveLength(0);
  });
});

it('anthropic tells a reply that its context cut off', async () => {
  const server = await wireServer();
  const wire = wires.find(([name]) => name === 'anthropic')?.[1] as Wire;
  server.answer({ body: replyOfWords(wire, ['The '], 'model_context_window_exceeded').body });
  const { error } = await collect(wire.make({ baseURL: server.baseURL.replace('/v1', '') }).stream('hi'));
  expect(error).toMatchObject({ code: 'context_length', partial: { content: 'The ' } });
  await server.stop();
});

it('a store tells embeddings of another length', async () => {
  const lengths = [3, 2];
  const embed = () => Promise.resolve(new Array<number>(lengths.shift() ?? 0).fill(1));
  const store = memoryVectorStore({
    embedQuery: embed,
    embedDocuments: async () => [await embed()],
  });
  await store.addTexts(['one']);
  await expect(store.search('two')).rejects.toMatchObject({ code: 'wrong_dimension' });
});
