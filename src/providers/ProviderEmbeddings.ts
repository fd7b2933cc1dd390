import type { Observable } from 'rxjs';
import type { Embeddings } from '../messages/Embeddings.ts';
import type { UsageMetadata } from '../messages/UsageMetadata.ts';
import type { ProviderOptions } from './ProviderOptions.ts';

/** Embeddings of a provider, as promises for stores and as an Observable. */
export interface ProviderEmbeddings extends Embeddings {
  /** One batch per request, in the order of the texts; completes after the last. Unsubscribing ends the request. */
  embed(texts: readonly string[]): Observable<EmbeddingBatch>;
}

export interface EmbeddingBatch {
  readonly vectors: readonly (readonly number[])[];
  /** What the request took, where the provider tells it. */
  readonly usage?: UsageMetadata | undefined;
}

/** What every provider's embeddings take. */
export interface EmbeddingsOptions extends Omit<ProviderOptions, 'name'> {
  readonly model: string;
  /** The length of the vectors, for models that can give several; then vectors of another length are refused. */
  readonly dimensions?: number | undefined;
  /** How many texts one request has at most; default 256. */
  readonly batchSize?: number | undefined;
  /** Further fields of the request. */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}
