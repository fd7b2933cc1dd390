import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { describe, expect, it } from 'vitest';
import type { AiSdkEmbeddingModel } from '../../src/ai-sdk/AiSdkEmbeddingModel.ts';
import { fromAiSdkEmbedding } from '../../src/ai-sdk/fromAiSdkEmbedding.ts';
import { wireServer } from '../providers/wireServer.ts';

interface FakeOptions {
  readonly max?: AiSdkEmbeddingModel['maxEmbeddingsPerCall'];
  readonly parallel?: AiSdkEmbeddingModel['supportsParallelCalls'];
  readonly embed?: (values: readonly string[]) => readonly (readonly number[])[];
}

function fake({ max, parallel = true, embed = (values) => values.map((v) => [v.length]) }: FakeOptions) {
  const calls: (readonly string[])[] = [];
  let open = 0;
  const seen = { atOnce: 0 };
  const model: AiSdkEmbeddingModel = {
    specificationVersion: 'v2',
    provider: 'fake',
    modelId: 'm',
    maxEmbeddingsPerCall: max,
    supportsParallelCalls: parallel,
    doEmbed: async ({ values }: { values: readonly string[] }) => {
      calls.push(values);
      seen.atOnce = Math.max(seen.atOnce, ++open);
      await Promise.resolve();
      open--;
      return { embeddings: embed(values) };
    },
  };
  return { model, calls, seen };
}

describe('fromAiSdkEmbedding', () => {
  it('embeds with the real package', async () => {
    const server = await wireServer();
    const vectors = { data: [{ embedding: [1, 2] }, { embedding: [3, 4] }], usage: { prompt_tokens: 2 } };
    server.answer({ body: JSON.stringify(vectors), headers: { 'content-type': 'application/json' } });
    const provider = createOpenAICompatible({ name: 'local', baseURL: server.baseURL });
    const embeddings = fromAiSdkEmbedding(provider.embeddingModel('m'));
    expect(await embeddings.embedDocuments(['a', 'b'])).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ model: 'm', input: ['a', 'b'] });
    server.answer({ status: 401, body: '{"error":{"message":"no"}}' });
    await expect(embeddings.embedQuery('a')).rejects.toMatchObject({ code: 'unauthorized', status: 401 });
    await server.stop();
  });

  it('asks in pieces of what the model takes, at the same time where it bears it, and keeps the order', async () => {
    const { model, calls, seen } = fake({ max: Promise.resolve(2) });
    expect(
      await fromAiSdkEmbedding(model, { maxConcurrency: 2 }).embedDocuments(['a', 'bb', 'ccc', 'd', 'ee']),
    ).toEqual([[1], [2], [3], [1], [2]]);
    expect(calls).toEqual([['a', 'bb'], ['ccc', 'd'], ['ee']]);
    expect(seen.atOnce).toBe(2);
    const single = fake({ max: 1, parallel: false });
    await fromAiSdkEmbedding(single.model).embedDocuments(['a', 'b', 'c']);
    expect(single.seen.atOnce).toBe(1);
  });

  it('asks nothing for no texts', async () => {
    const { model, calls } = fake({});
    expect(await fromAiSdkEmbedding(model).embedDocuments([])).toEqual([]);
    expect(calls).toEqual([]);
  });

  it('refuses a wrong number of vectors, and vectors of two lengths', async () => {
    const few = fake({ embed: () => [[1]] });
    await expect(fromAiSdkEmbedding(few.model).embedDocuments(['a', 'b'])).rejects.toMatchObject({
      code: 'bad_frame',
    });
    const uneven = fake({ embed: () => [[1], [1, 2]] });
    await expect(fromAiSdkEmbedding(uneven.model).embedDocuments(['a', 'b'])).rejects.toMatchObject({
      code: 'bad_frame',
      message: expect.stringContaining('lengths 1 and 2'),
    });
  });

  it('stops at the first failure, which goes through', async () => {
    const own = new Error('mine');
    const { model, calls } = fake({
      max: 1,
      parallel: false,
      embed: () => {
        throw own;
      },
    });
    await expect(fromAiSdkEmbedding(model).embedDocuments(['a', 'b', 'c'])).rejects.toBe(own);
    expect(calls).toHaveLength(1);
  });

  it('refuses what is no model', () => {
    expect(() => fromAiSdkEmbedding('m' as unknown as AiSdkEmbeddingModel)).toThrow(
      expect.objectContaining({ code: 'bad_config' }),
    );
  });
});
