import { asRecord } from './asRecord.ts';
import { type EmbeddingsSpec, embeddingsOf } from './embeddingsOf.ts';
import type { OpenAIHeaders } from './OpenAIHeaders.ts';
import type { EmbeddingsOptions, ProviderEmbeddings } from './ProviderEmbeddings.ts';
import { usageOf } from './usageOf.ts';
import { withOpenAIHeaders } from './withOpenAIHeaders.ts';

export interface OpenAIEmbeddingsOptions extends EmbeddingsOptions, OpenAIHeaders {
  /** Where the API is, up to and without `/embeddings`. */
  readonly baseURL: string;
  /** How vectors are sent; `base64` is a quarter of the size. By default the server's own choice; both are read. */
  readonly encoding_format?: 'float' | 'base64' | undefined;
}

/**
 * Embeddings of any server that speaks OpenAI's embeddings: OpenAI, vLLM, llama.cpp, Ollama, … Vectors come in the order of
 * the texts; a missing one is a `bad_frame`, one of another length a `wrong_dimension`. Retries, time-outs and codes are
 * those of `openaiCompatible`. Unsubscribing, or the signal of the retriever's run, ends the request.
 *
 * @example
 * const embeddings = openaiEmbeddings({ baseURL: 'http://127.0.0.1:11434/v1', model: 'nomic-embed-text' });
 * const store = memoryVectorStore(embeddings);
 */
export function openaiEmbeddings(options: OpenAIEmbeddingsOptions): ProviderEmbeddings {
  return embeddingsOf(spec, withOpenAIHeaders(options));
}

const spec: EmbeddingsSpec<OpenAIEmbeddingsOptions> = {
  provider: 'openaiEmbeddings',
  path: '/embeddings',
  options: ['model', 'dimensions', 'encoding_format'],
  read: ({ data, usage }) => {
    const tokens = asRecord(usage);
    return {
      vectors: Array.isArray(data) ? byIndex(data.map(asRecord)) : undefined,
      usage: tokens && usageOf(tokens.prompt_tokens, 0, tokens.total_tokens),
    };
  },
};

/** Each vector at the place that it names; one that names none stays at its own. */
function byIndex(data: readonly (Readonly<Record<string, unknown>> | undefined)[]): readonly unknown[] {
  const vectors = new Map(data.map((one, place) => [one?.index ?? place, one?.embedding]));
  return data.map((_, place) => vectors.get(place));
}
