/** Turns texts into vectors of one length. The user supplies it; there is no default. */
export interface Embeddings {
  embedQuery(text: string): Promise<readonly number[]>;
  embedDocuments(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
}
