import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openaiCompatible } from '../../src/providers/openaiCompatible.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { collect, textsOf } from './collect.ts';
import { codes, type Expected, expected, fixture, fixtures, replyOf } from './wireFixtures.ts';
import { type WireServer, wireServer } from './wireServer.ts';

describe('openaiCompatible', () => {
  let server: WireServer;
  beforeAll(async () => {
    server = await wireServer();
  });
  afterAll(() => server.stop());
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const model = (options: Partial<Parameters<typeof openaiCompatible>[0]> = {}) =>
    openaiCompatible({ baseURL: server.baseURL, model: 'm', retry: { delay: 1 }, ...options });

  describe.each(fixtures('openai-chat-'))('%s over HTTP', (name) => {
    const wanted = expected[name] as Expected;
    const length = fixture(name).length;

    it.each<[string, 'bytes' | readonly number[]]>([
      ['in one piece', []],
      ['byte by byte', 'bytes'],
      ['in thirds', [Math.floor(length / 3), Math.floor((2 * length) / 3)]],
    ])('gives the expected reply %s', async (_, cuts) => {
      server.answer({ body: fixture(name), cuts });
      const { chunks, error } = await collect(model().stream('hi'));
      if (wanted.outcome === 'complete') {
        const { outcome: _outcome, ...reply } = wanted;
        expect(error).toBeUndefined();
        expect(replyOf(chunks)).toEqual(reply);
      } else {
        expect(textsOf(chunks).join('')).toBe(wanted.text);
        expect(error).toMatchObject({
          code: codes[wanted.error?.kind ?? ''],
          partial: { content: wanted.text },
        });
      }
      expect(server.requests).toHaveLength(1);
    });
  });

  it('posts the messages and options', async () => {
    server.answer({ body: 'data: [DONE]\n\n' });
    const ask = model({
      apiKey: 'sk-secret-1',
      temperature: 0,
      headers: { 'OpenAI-Organization': 'org' },
      body: { top_k: 5 },
    });
    await collect(
      ask
        .withOptions({ stop: ['\n'], max_tokens: 7, temperature: undefined, body: { min_p: 0.1 } })
        .stream('hi'),
    );
    const [request] = server.requests;
    expect(request?.url).toBe('/v1/chat/completions');
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer sk-secret-1',
      'content-type': 'application/json',
      'openai-organization': 'org',
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0,
      stop: ['\n'],
      max_tokens: 7,
      top_k: 5,
      min_p: 0.1,
    });
  });

  it('sends no key when there is none, and leaves stream_options out when told', async () => {
    server.answer({ body: 'data: [DONE]\n\n' });
    await collect(model({ streamUsage: false }).stream('hi'));
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    expect(JSON.parse(server.requests[0]?.body ?? '')).not.toHaveProperty('stream_options');
  });

  it.each([
    ['/v1/', '/v1/chat/completions'],
    ['/v1?api-version=2', '/v1/chat/completions?api-version=2'],
  ])('joins the base %s', async (base, url) => {
    server.answer({ body: 'data: [DONE]\n\n' });
    await collect(model({ baseURL: server.baseURL.replace('/v1', base) }).stream('hi'));
    expect(server.requests[0]?.url).toBe(url);
  });

  it('asks nothing before it is subscribed, and anew for each subscription', async () => {
    server.answer({ body: fixture('openai-chat-text.sse') });
    const reply = model().stream('hi');
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.requests).toHaveLength(0);
    const [first, second] = await Promise.all([collect(reply), collect(reply)]);
    expect(first).toEqual(second);
    expect(server.requests).toHaveLength(2);
  });

  describe('statuses', () => {
    const json = (error: object) => JSON.stringify({ error });

    it.each<[number, string, string, object]>([
      [
        401,
        json({ message: 'Incorrect API key provided: sk-secret-1.', code: 'invalid_api_key' }),
        'Incorrect API key provided: ***',
        { code: 'unauthorized', status: 401, providerCode: 'invalid_api_key', retryable: false },
      ],
      [
        403,
        json({ message: 'no', type: 'permission_error' }),
        'no',
        { code: 'unauthorized', status: 403, providerCode: 'permission_error' },
      ],
      [
        404,
        json({ message: 'The model m does not exist', code: 'model_not_found' }),
        'does not exist',
        { code: 'not_found', status: 404, providerCode: 'model_not_found' },
      ],
      [
        400,
        json({ message: 'too long', code: 'context_length_exceeded' }),
        'too long',
        { code: 'context_length', status: 400, providerCode: 'context_length_exceeded' },
      ],
      [
        422,
        '{"detail":[{"loc":["body"],"msg":"field required"}]}',
        'field required',
        { code: 'bad_request', status: 422 },
      ],
      [
        429,
        json({ message: 'slow down', code: 'rate_limit_exceeded' }),
        'slow down',
        { code: 'rate_limited', status: 429, retryable: true },
      ],
      [
        500,
        'Internal Server Error',
        'Internal Server Error',
        { code: 'provider_error', status: 500, retryable: true },
      ],
      [
        502,
        '<html><body>Bad Gateway sk-secret-1</body></html>',
        'a web page',
        { code: 'provider_error', status: 502 },
      ],
      [503, '', 'HTTP 503', { code: 'provider_error', status: 503 }],
      [
        529,
        json({ message: 'Overloaded', type: 'overloaded_error' }),
        'Overloaded',
        { code: 'provider_error', status: 529, providerCode: 'overloaded_error', retryable: true },
      ],
      [418, '["what"]', 'HTTP 418', { code: 'bad_request', status: 418 }],
    ])('turns %i %s into an error', async (status, body, words, wanted) => {
      server.answer({
        status,
        body,
        headers: { 'content-type': 'application/json', 'x-request-id': 'req_1' },
      });
      const { error, chunks } = await collect(
        model({ apiKey: 'sk-secret-1', retry: { count: 1, delay: 1 } }).stream('hi'),
      );
      expect(error).toBeInstanceOf(RunnableError);
      expect(error).toMatchObject({
        name: 'RunnableError',
        message: expect.stringContaining(words),
        ...wanted,
      });
      expect((error as Error).message).toContain('req_1');
      expect((error as Error).message).not.toContain('<');
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('sk-secret-1');
      expect('partial' in (error as RunnableError)).toBe(false);
      expect(chunks).toEqual([]);
      expect(server.requests).toHaveLength(status === 429 || status >= 500 ? 2 : 1);
    });

    it('answers when a later try succeeds', async () => {
      server.answer(
        { status: 500 },
        { status: 429, headers: { 'retry-after-ms': '1' } },
        { body: fixture('openai-chat-text.sse') },
      );
      const { chunks, isComplete } = await collect(model().stream('hi'));
      expect(isComplete).toBe(true);
      expect(textsOf(chunks).join('')).toBe('The sky is blue.');
      expect(server.requests).toHaveLength(3);
    });

    it('names a server that is not there', async () => {
      const other = await wireServer();
      await other.stop();
      const { error } = await collect(model({ baseURL: other.baseURL }).stream('hi'));
      expect(error).toMatchObject({
        code: 'interrupted',
        retryable: true,
        message: expect.stringContaining('ECONNREFUSED'),
      });
    });

    it('takes a web page with status 200 for no answer', async () => {
      server.answer({ body: '<!doctype html><p>Sign in</p>', headers: { 'content-type': 'text/html' } });
      const { error } = await collect(model().stream('hi'));
      expect(error).toMatchObject({ code: 'web_page', message: expect.stringContaining('web page') });
    });
  });

  describe('wrong use', () => {
    it.each(['', 'example.com', 'ftp://example.com', '/api', undefined])(
      'refuses the baseURL %s',
      (baseURL) => {
        expect(() => openaiCompatible({ baseURL: baseURL as string, model: 'm' })).toThrow(
          expect.objectContaining({ code: 'bad_config' }) as RunnableError,
        );
      },
    );

    it('refuses a key that no header can hold, without showing it', () => {
      const make = () => model({ apiKey: 'sk-secret\n1' });
      expect(make).toThrow(expect.objectContaining({ code: 'bad_config' }) as RunnableError);
      expect(make).not.toThrow(/sk-secret/);
    });

    it('refuses a key in a browser', () => {
      vi.stubGlobal('document', {});
      expect(() => model({ apiKey: 'sk-secret-1' })).toThrow(
        expect.objectContaining({ code: 'unsafe_key' }) as RunnableError,
      );
      expect(() => model({ apiKey: 'sk-secret-1' })).not.toThrow(/sk-secret/);
      expect(() => model({ apiKey: 'sk-secret-1', dangerouslyAllowBrowser: true })).not.toThrow();
      expect(() => model({ baseURL: '/api' })).not.toThrow();
    });
  });

  describe('fetch', () => {
    it('is the given one, called without a receiver', async () => {
      let receiver: unknown = 'none';
      function given(this: unknown, ...call: Parameters<typeof fetch>): Promise<Response> {
        receiver = this;
        return fetch(...call);
      }
      server.answer({ body: fixture('openai-chat-text.sse') });
      expect((await collect(model({ fetch: given }).stream('hi'))).isComplete).toBe(true);
      expect(receiver).toBeUndefined();
    });

    it.each<[string, () => unknown]>([
      [
        'throws',
        () => {
          throw new Error('offline');
        },
      ],
      ['rejects', () => Promise.reject(new Error('offline'))],
      ['gives no response', () => Promise.resolve(undefined)],
      ['gives a response that is no stream', () => Promise.resolve({ ok: true, body: {} })],
    ])('that %s is an error', async (_, given) => {
      const { error } = await collect(
        model({ fetch: given as typeof fetch, retry: { count: 0 } }).stream('hi'),
      );
      expect(error).toMatchObject({ code: 'interrupted' });
    });

    it('that fails with an error of its own kind keeps it', async () => {
      const mine = new RunnableError('mine', { code: 'no_token' });
      const { error } = await collect(model({ fetch: () => Promise.reject(mine) }).stream('hi'));
      expect(error).toBe(mine);
    });

    it('that does not know its signal is left alone, and its late answer is cancelled', async () => {
      let isCancelled = false;
      let answer: (response: Response) => void = () => undefined;
      const given = () =>
        new Promise<Response>((resolve) => {
          answer = resolve;
        });
      model({ fetch: given }).stream('hi').subscribe().unsubscribe();
      answer(
        new Response(
          new ReadableStream({
            cancel: () => {
              isCancelled = true;
            },
          }),
        ),
      );
      await expect.poll(() => isCancelled).toBe(true);
    });
  });

  it('shows no key in the model itself', () => {
    const made = model({ apiKey: 'sk-secret-1' });
    expect(`${inspect(made, { depth: 9, showHidden: true })}${JSON.stringify(made)}`).not.toContain(
      'sk-secret-1',
    );
  });
});
