import { inspect } from 'node:util';
import { of, throwError } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ollamaEmbeddings } from '../../src/providers/ollamaEmbeddings.ts';
import { openaiEmbeddings } from '../../src/providers/openaiEmbeddings.ts';
import type { EmbeddingsOptions, ProviderEmbeddings } from '../../src/providers/ProviderEmbeddings.ts';
import { memoryVectorStore } from '../../src/retrievers/memoryVectorStore.ts';
import { collect } from './collect.ts';
import { type WireAnswer, type WireServer, wireServer } from './wireServer.ts';

const key = 'sk-secret-1';
type Vectors = readonly (readonly number[])[];

interface Wire {
  readonly path: string;
  make(options: Partial<EmbeddingsOptions> & { baseURL: string }): ProviderEmbeddings;
  answer(vectors: Vectors): WireAnswer;
}

const openAI: Wire = {
  path: '/embeddings',
  make: (options) => openaiEmbeddings({ model: 'e', ...options }),
  answer: (vectors) =>
    json({
      data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
      usage: { prompt_tokens: 2, total_tokens: 2 },
    }),
};
const ollama: Wire = {
  path: '/api/embed',
  make: (options) => ollamaEmbeddings({ model: 'e', ...options }),
  answer: (embeddings) => json({ model: 'e', embeddings, prompt_eval_count: 2 }),
};

let server: WireServer;
let baseURL: string;
beforeAll(async () => {
  server = await wireServer();
  baseURL = server.baseURL.replace('/v1', '');
});
afterEach(() => server.quiet());
afterAll(() => server.stop());

describe.each([
  ['openaiEmbeddings', openAI],
  ['ollamaEmbeddings', ollama],
])('%s', (_name, { path, make, answer }) => {
  const sent = () => server.requests.map(({ body }) => JSON.parse(body));

  it('embeds a query and documents', async () => {
    server.answer(answer([[1, 2]]));
    expect(await make({ baseURL, apiKey: key }).embedQuery('a')).toEqual([1, 2]);
    expect(server.requests[0]).toMatchObject({ url: path, headers: { authorization: `Bearer ${key}` } });
    expect(sent()).toEqual([{ model: 'e', input: ['a'] }]);
    server.answer(answer([[1], [2.5]]));
    const embeddings = make({ baseURL, dimensions: 1, body: { user: 'u' } });
    expect(await embeddings.embedDocuments(['a', 'b'])).toEqual([[1], [2.5]]);
    expect(sent()).toEqual([{ model: 'e', input: ['a', 'b'], dimensions: 1, user: 'u' }]);
  });

  it('asks for batches, one after the other, and tells what each took', async () => {
    server.answer(answer([[1], [2]]), answer([[3], [4]]), answer([[5]]));
    const embeddings = make({ baseURL, batchSize: 2 });
    const texts = ['a', 'b', 'c', 'd', 'e'];
    expect(await embeddings.embedDocuments(texts)).toEqual([[1], [2], [3], [4], [5]]);
    expect(sent().map(({ input }) => input)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    server.answer(answer([[1], [2]]), answer([[3]]));
    const usage = { input_tokens: 2, output_tokens: 0, total_tokens: 2 };
    expect((await collect(embeddings.embed(['a', 'b', 'c']))).chunks).toEqual([
      { vectors: [[1], [2]], usage },
      { vectors: [[3]], usage },
    ]);
  });

  it('asks nobody for no texts, and nothing before it is subscribed', async () => {
    server.answer(answer([]));
    const embeddings = make({ baseURL });
    expect(await embeddings.embedDocuments([])).toEqual([]);
    embeddings.embed(['a']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.requests).toHaveLength(0);
  });

  it.each<[string, Vectors | WireAnswer, string]>([
    ['too few vectors', [[1, 2]], 'bad_frame'],
    ['too many', [[1], [2], [3]], 'bad_frame'],
    ['an empty vector', [[1], []], 'bad_frame'],
    ['what is no vector', json({ data: [{ embedding: {} }, 3], embeddings: [{}, 3] }), 'bad_frame'],
    ['what is no number', json({ data: [{ embedding: ['1'] }, { embedding: [null] }] }), 'bad_frame'],
    ['no list', json({ data: 'x', embeddings: 'x' }), 'bad_frame'],
    ['no JSON', { body: '{"data": [' }, 'bad_frame'],
    ['no record', { body: '[1]' }, 'bad_frame'],
    ['a web page', { body: '<html>Sign in</html>' }, 'web_page'],
    ['an error with status 200', json({ error: { message: `boom ${key}`, code: 'x' } }), 'provider_error'],
    ['vectors of different lengths', [[1, 2], [1]], 'wrong_dimension'],
    ['an error of the key', { status: 401, body: `{"error":{"message":"no ${key}"}}` }, 'unauthorized'],
    ['no such model', { status: 404, body: '{"error":"model \\"e\\" not found"}' }, 'not_found'],
    [
      'too long a text',
      { status: 400, body: '{"error":"the input length exceeds the context length"}' },
      'context_length',
    ],
    ['a reset', { body: 'x'.repeat(99), after: 9, then: 'reset' }, 'interrupted'],
  ])('fails for %s', async (_title, given, code) => {
    server.answer(Array.isArray(given) ? answer(given as Vectors) : (given as WireAnswer));
    const embeddings = make({ baseURL, apiKey: key, retry: { count: 0 } });
    const error = await embeddings.embedDocuments(['a', 'b']).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code, name: 'RunnableError' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(key);
  });

  it('refuses vectors of another length than it was told, also in a later batch', async () => {
    server.answer(answer([[1, 2]]));
    await expect(make({ baseURL, dimensions: 3 }).embedQuery('a')).rejects.toMatchObject({
      code: 'wrong_dimension',
      message: expect.stringContaining('2 numbers instead of 3'),
    });
    server.answer(answer([[1, 2]]), answer([[1]]));
    await expect(make({ baseURL, batchSize: 1 }).embedDocuments(['a', 'b'])).rejects.toMatchObject({
      code: 'wrong_dimension',
    });
  });

  it('tries again where that may help', async () => {
    server.answer({ status: 503 }, { status: 429, headers: { 'retry-after-ms': '1' } }, answer([[1]]));
    expect(await make({ baseURL, retry: { delay: 1 } }).embedQuery('a')).toEqual([1]);
    expect(server.requests).toHaveLength(3);
  });

  it('ends by the time-out and closes the connection', async () => {
    server.answer({ body: '{"data"', then: 'stall' });
    await expect(make({ baseURL, timeout: 50 }).embedQuery('a')).rejects.toMatchObject({ code: 'timeout' });
    await server.quiet();
  });

  it('closes the connection at unsubscribe, and asks for no further batch', async () => {
    server.answer({ then: 'silent' });
    const running = make({ baseURL, batchSize: 1 }).embed(['a', 'b']).subscribe();
    await server.asked(1);
    running.unsubscribe();
    await server.quiet();
    expect(server.requests).toHaveLength(1);
  });

  it('closes the connection when the signal fires, and fails with its reason', async () => {
    server.answer({ then: 'silent' });
    const controller = new AbortController();
    const { signal } = controller;
    const reason = new Error('enough');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const vectors = make({ baseURL }).embedQuery('a', { signal });
    await server.asked(1);
    controller.abort(reason);
    await expect(vectors).rejects.toBe(reason);
    await server.quiet();
    expect(removed).toHaveBeenCalled();
    await expect(make({ baseURL }).embedDocuments(['a'], { signal })).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  it('is left when the run of a retriever is', async () => {
    server.answer(answer([[1, 2]]), { then: 'silent' });
    const store = await memoryVectorStore(make({ baseURL })).addTexts(['one']);
    const running = store.asRetriever().stream('two').subscribe();
    await server.asked(2);
    running.unsubscribe();
    await server.quiet();
  });

  it('goes over a transport', async () => {
    const text = String(answer([[1, 2]]).body);
    const embeddings = make({ baseURL, transport: () => of(text.slice(0, 9), text.slice(9)) });
    expect(await embeddings.embedQuery('a')).toEqual([1, 2]);
    const broken = make({
      baseURL,
      retry: { count: 0 },
      transport: () => throwError(() => new Error('off')),
    });
    await expect(broken.embedQuery('a')).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('refuses wrong use', () => {
    for (const batchSize of [0, 1.5, Number.NaN]) {
      expect(() => make({ baseURL, batchSize })).toThrow(
        expect.objectContaining({ code: 'bad_config' }) as Error,
      );
    }
    expect(() => make({ baseURL: 'nowhere' })).toThrow(/baseURL/);
  });
});

describe('openaiEmbeddings', () => {
  it('puts vectors in the order of their index', async () => {
    server.answer(
      json({
        data: [
          { index: 1, embedding: [2] },
          { index: 0, embedding: [1] },
        ],
      }),
    );
    expect(await openaiEmbeddings({ baseURL, model: 'e' }).embedDocuments(['a', 'b'])).toEqual([[1], [2]]);
    server.answer(
      json({
        data: [
          { index: 1, embedding: [2] },
          { index: 1, embedding: [1] },
        ],
      }),
    );
    await expect(openaiEmbeddings({ baseURL, model: 'e' }).embedDocuments(['a', 'b'])).rejects.toMatchObject({
      code: 'bad_frame',
    });
  });

  it('reads base64', async () => {
    const embedding = Buffer.from(new Float32Array([0.5, -2]).buffer).toString('base64');
    const embeddings = openaiEmbeddings({ baseURL, model: 'e', encoding_format: 'base64' });
    server.answer(json({ data: [{ index: 0, embedding }] }));
    expect(await embeddings.embedQuery('a')).toEqual([0.5, -2]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ encoding_format: 'base64' });
    for (const wrong of ['*', 'AAA=', '']) {
      server.answer(json({ data: [{ index: 0, embedding: wrong }] }));
      await expect(embeddings.embedQuery('a')).rejects.toMatchObject({ code: 'bad_frame' });
    }
  });

  it('gives no usage where none is told', async () => {
    server.answer(json({ data: [{ embedding: [1] }] }));
    const { chunks } = await collect(openaiEmbeddings({ baseURL, model: 'e' }).embed(['a']));
    expect(chunks).toEqual([{ vectors: [[1]], usage: undefined }]);
  });
});

function json(answer: object): WireAnswer {
  return { body: JSON.stringify(answer), headers: { 'content-type': 'application/json' } };
}
