import { type EmbeddingsSpec, embeddingsOf } from './embeddingsOf.ts';
import type { EmbeddingsOptions, ProviderEmbeddings } from './ProviderEmbeddings.ts';
import { usageOf } from './usageOf.ts';

export interface OllamaEmbeddingsOptions extends EmbeddingsOptions {
  /** Where the server is, without `/api/embed`; default http://127.0.0.1:11434. */
  readonly baseURL?: string | undefined;
  /** False refuses a text that is longer than the context (`context_length`), which is cut off by default. */
  readonly truncate?: boolean | undefined;
  /** How long the model stays loaded, such as `5m`. */
  readonly keep_alive?: string | number | undefined;
}

/**
 * Embeddings of Ollama's own API, as `openaiEmbeddings`.
 *
 * @example
 * const store = memoryVectorStore(ollamaEmbeddings({ model: 'nomic-embed-text' }));
 */
export function ollamaEmbeddings(options: OllamaEmbeddingsOptions): ProviderEmbeddings {
  return embeddingsOf(spec, options);
}

const spec: EmbeddingsSpec<OllamaEmbeddingsOptions> = {
  provider: 'ollamaEmbeddings',
  baseURL: 'http://127.0.0.1:11434',
  path: '/api/embed',
  options: ['model', 'dimensions', 'truncate', 'keep_alive'],
  read: ({ embeddings, prompt_eval_count }) => ({
    vectors: embeddings,
    usage: typeof prompt_eval_count === 'number' ? usageOf(prompt_eval_count, 0) : undefined,
  }),
};
