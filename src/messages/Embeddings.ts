/** Turns texts into vectors of one length. The user supplies it; there is no default. */
export interface Embeddings {
  embedQuery(text: string, options?: EmbedOptions): Promise<readonly number[]>;
  embedDocuments(texts: readonly string[], options?: EmbedOptions): Promise<readonly (readonly number[])[]>;
}

export interface EmbedOptions {
  /** Fires when nobody waits for the vectors any more. */
  readonly signal?: AbortSignal | undefined;
}
