/** An embedding model of the AI SDK, seen by its shape: specification v2, v3 or v4. */
export interface AiSdkEmbeddingModel {
  readonly specificationVersion: 'v2' | 'v3' | 'v4';
  readonly provider: string;
  readonly modelId: string;
  /** How many texts one call may have. */
  readonly maxEmbeddingsPerCall: number | undefined | PromiseLike<number | undefined>;
  /** Whether calls may be made at the same time. */
  readonly supportsParallelCalls: boolean | PromiseLike<boolean>;
  doEmbed(options: never): PromiseLike<{ readonly embeddings: readonly (readonly number[])[] }>;
}
