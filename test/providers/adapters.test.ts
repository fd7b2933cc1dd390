import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { anthropic } from '../../src/providers/anthropic.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { collect, textsOf } from './collect.ts';
import { codes, type Expected, expected, fixture, fixtures, replyOf } from './wireFixtures.ts';
import { type WireServer, wireServer } from './wireServer.ts';
import { wires } from './wires.ts';

describe.each(wires)('%s', (name, { prefix, path, headers, make }) => {
  let server: WireServer;
  let baseURL: string;
  beforeAll(async () => {
    server = await wireServer();
    baseURL = server.baseURL.replace('/v1', '');
  });
  afterAll(() => server.stop());
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each(fixtures(prefix))('gives the expected reply of %s over HTTP', async (name) => {
    const wanted = expected[name] as Expected;
    for (const cuts of [[], 'bytes'] as const) {
      server.answer({ body: fixture(name), cuts });
      const { chunks, error } = await collect(make({ baseURL }).stream('hi'));
      if (wanted.outcome === 'complete') {
        const { outcome: _outcome, signature: _signature, ...reply } = wanted;
        expect(error).toBeUndefined();
        expect(replyOf(chunks)).toEqual(reply);
      } else {
        expect(textsOf(chunks).join('')).toBe(wanted.text);
        expect(error).toMatchObject({
          code: codes[wanted.error?.kind ?? ''],
          partial: { content: wanted.text },
        });
      }
    }
  });

  it('posts to its path with its key', async () => {
    server.answer({ status: 400 });
    await collect(make({ baseURL, apiKey: 'sk-secret-1' }).stream('hi'));
    expect(server.requests[0]).toMatchObject({ url: path, headers });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ model: 'm', stream: true });
  });

  it('maps statuses and retries', async () => {
    server.answer({ status: 401, body: '{"error":{"message":"bad key sk-secret-1"}}' });
    const { error } = await collect(make({ baseURL, apiKey: 'sk-secret-1' }).stream('hi'));
    expect(error).toMatchObject({ code: 'unauthorized', message: expect.stringContaining('bad key ***') });
    server.answer(
      { status: 529 },
      { body: fixture(fixtures(prefix).find((name) => name.includes('text')) ?? '') },
    );
    const { chunks, isComplete } = await collect(make({ baseURL, retry: { delay: 1 } }).stream('hi'));
    expect(isComplete).toBe(true);
    expect(textsOf(chunks).join('')).toBe('The sky is blue.');
  });

  it('ends a silent body by the time-out and closes the socket', async () => {
    const name = fixtures(prefix).find((one) => one.includes('text')) ?? '';
    server.answer({ body: fixture(name), after: Math.floor(fixture(name).length / 2), then: 'stall' });
    const { error } = await collect(make({ baseURL, timeout: 100 }).stream('hi'));
    expect(error).toMatchObject({ code: 'timeout' });
    await server.requests[0]?.closed;
  });

  it('refuses a key in a browser', () => {
    vi.stubGlobal('document', {});
    expect(() => make({ baseURL, apiKey: 'sk-secret-1' })).toThrow(
      expect.objectContaining({ code: 'unsafe_key' }) as RunnableError,
    );
  });

  if (name !== 'openaiCompatible')
    it('has an address by default', async () => {
      let url = '';
      const given = (address: unknown) => {
        url = String(address);
        return Promise.reject(new RunnableError('no', { code: 'no' }));
      };
      const { baseURL: _, ...options } = { baseURL, fetch: given as unknown as typeof fetch };
      await collect(make(options as Parameters<typeof make>[0]).stream('hi'));
      expect(url).toMatch(/^https?:\/\/[a-z0-9.:]+\//);
      expect(url.endsWith(path)).toBe(true);
    });
});

it('tells the provider that a browser is meant', async () => {
  let sent: Headers | undefined;
  const given = (_: unknown, init: RequestInit) => {
    sent = init.headers as Headers;
    return Promise.reject(new RunnableError('no', { code: 'no' }));
  };
  const model = anthropic({
    model: 'm',
    apiKey: 'sk-secret-1',
    dangerouslyAllowBrowser: true,
    fetch: given as unknown as typeof fetch,
  });
  await collect(model.stream('hi'));
  expect(sent?.get('anthropic-dangerous-direct-browser-access')).toBe('true');
});
