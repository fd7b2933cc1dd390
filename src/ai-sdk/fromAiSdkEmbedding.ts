import type { Embeddings } from '../messages/Embeddings.ts';
import { RunnableError } from '../RunnableError.ts';
import type { AiSdkEmbeddingModel } from './AiSdkEmbeddingModel.ts';
import type { AiSdkOrigin } from './AiSdkOrigin.ts';
import { aiSdkError } from './aiSdkError.ts';
import { checkAiSdkModel } from './checkAiSdkModel.ts';

export interface FromAiSdkEmbeddingOptions {
  /** The length of the vectors, for models that can give several (v4). */
  readonly dimensions?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What one provider alone knows, under its name. */
  readonly providerOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  /** How many calls are made at the same time, where the model bears it; default 4. */
  readonly maxConcurrency?: number | undefined;
  /** Texts to keep out of messages of errors, such as the API key. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * An embedding model of the AI SDK (specification v2, v3 or v4) as `Embeddings`. Texts go in calls of as many as the model
 * takes, in their order; the first failure ends it, with the code of the provider's error. A wrong number of vectors, or
 * vectors of different lengths, is a `bad_frame`.
 *
 * @example
 * import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
 * const provider = createOpenAICompatible({ name: 'local', baseURL: 'http://127.0.0.1:8000/v1' });
 * const store = memoryVectorStore(fromAiSdkEmbedding(provider.embeddingModel('nomic-embed-text')));
 */
export function fromAiSdkEmbedding(
  model: AiSdkEmbeddingModel,
  options: FromAiSdkEmbeddingOptions = {},
): Embeddings {
  checkAiSdkModel('fromAiSdkEmbedding', model, 'doEmbed');
  const { maxConcurrency = 4, secrets = [], ...call } = options;
  const origin = { provider: model.provider, secrets };
  const embed = async (texts: readonly string[]): Promise<readonly (readonly number[])[]> => {
    const size = (await model.maxEmbeddingsPerCall) ?? Number.POSITIVE_INFINITY;
    const atOnce = (await model.supportsParallelCalls) ? maxConcurrency : 1;
    const calls = batches(texts, size);
    const results: (readonly (readonly number[])[])[] = [];
    let next = 0;
    let isOver = false;
    const work = async (): Promise<void> => {
      for (let i = next++; i < calls.length && !isOver; i = next++) {
        try {
          results[i] = await embedOnce(model, origin, calls[i]!, call);
        } catch (error) {
          isOver = true;
          throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, Math.min(atOnce, calls.length)) }, work));
    return ofOneLength(results.flat(), origin);
  };
  return {
    embedQuery: async (text) => (await embed([text]))[0]!,
    embedDocuments: (texts) => embed(texts),
  };
}

async function embedOnce(
  model: AiSdkEmbeddingModel,
  origin: AiSdkOrigin,
  values: readonly string[],
  call: object,
): Promise<readonly (readonly number[])[]> {
  const { embeddings } = await Promise.resolve(model.doEmbed({ ...call, values } as never)).catch((error) => {
    throw aiSdkError(origin, error);
  });
  if (embeddings.length === values.length) return embeddings;
  throw wrong(origin.provider, `${embeddings.length} vectors for ${values.length} texts`);
}

function batches(texts: readonly string[], size: number): readonly (readonly string[])[] {
  const lists: (readonly string[])[] = [];
  const step = Math.max(1, Math.min(size, texts.length));
  for (let start = 0; start < texts.length; start += step) lists.push(texts.slice(start, start + step));
  return lists;
}

function ofOneLength(
  vectors: readonly (readonly number[])[],
  { provider }: AiSdkOrigin,
): readonly (readonly number[])[] {
  const length = vectors[0]?.length;
  const other = vectors.find((vector) => vector.length !== length);
  if (other === undefined) return vectors;
  throw wrong(provider, `vectors of the lengths ${length} and ${other.length}`);
}

function wrong(provider: string, what: string): RunnableError {
  return new RunnableError(`${provider}: the answer has ${what}. Check the model.`, { code: 'bad_frame' });
}
