import { RunnableError } from '../RunnableError.ts';
import type { Document } from '../messages/Document.ts';
import type { Embeddings } from '../messages/Embeddings.ts';
import type { Runnable } from '../Runnable.ts';
import { retriever } from './retriever.ts';

export interface RetrieverOptions {
  /** How many documents it gives at most (default 4). */
  readonly k?: number | undefined;
  /** The name of its runs (default `VectorStoreRetriever`). */
  readonly name?: string | undefined;
}

/** Documents with their vectors, searched exactly. */
export interface MemoryVectorStore {
  /** Embeds the documents and keeps them; resolves to the store itself. */
  addDocuments(documents: readonly Document[]): Promise<MemoryVectorStore>;
  /** Keeps texts as documents, with the metadata of the same index. */
  addTexts(
    texts: readonly string[],
    metadata?: readonly Readonly<Record<string, unknown>>[],
  ): Promise<MemoryVectorStore>;
  /** The nearest documents and their cosine similarity (-1 to 1), the nearest first; equal ones in the order of adding. */
  search(query: string, k?: number): Promise<readonly { readonly document: Document; readonly score: number }[]>;
  /** The search as a runnable. */
  asRetriever(options?: RetrieverOptions): Runnable<string, Document[]>;
}

/**
 * A vector store in memory, for up to some ten thousand documents: exact cosine similarity over all of them.
 * A vector of another length than the first is an error (`bad_input`).
 *
 * @example
 * const store = await memoryVectorStore(embeddings).addTexts(['harrison worked at kensho']);
 * store.asRetriever({ k: 1 }).stream('where did harrison work?');
 */
export function memoryVectorStore(embeddings: Embeddings): MemoryVectorStore {
  const documents: Document[] = [];
  const vectors: Float32Array[] = [];
  const keep = (document: Document, vector: readonly number[]): void => {
    documents.push(document);
    vectors.push(normalised(vector, vectors[0]?.length));
  };
  const store: MemoryVectorStore = {
    addDocuments: async (added) => {
      const embedded = await embeddings.embedDocuments(added.map((document) => document.pageContent));
      for (const [i, document] of added.entries()) keep(document, embedded[i]!);
      return store;
    },
    addTexts: (texts, metadata) =>
      store.addDocuments(texts.map((pageContent, i) => ({ pageContent, metadata: metadata?.[i] ?? {} }))),
    search: async (query, k = 4) => {
      if (documents.length === 0) return [];
      const wanted = normalised(await embeddings.embedQuery(query), vectors[0]!.length);
      return documents
        .map((document, i) => ({ document, score: dot(wanted, vectors[i]!) }))
        .sort((a, b) => b.score - a.score)
        .slice(0, k);
    },
    asRetriever: ({ k = 4, name = 'VectorStoreRetriever' } = {}) =>
      retriever({
        name,
        retrieve: async (query) => (await store.search(query, k)).map(({ document }) => document),
      }),
  };
  return store;
}

function normalised(vector: readonly number[], length: number | undefined): Float32Array {
  if (length !== undefined && vector.length !== length) {
    throw new RunnableError(
      `memoryVectorStore holds vectors of ${length} numbers; this one has ${vector.length}. Use the same embeddings for all.`,
      { code: 'bad_input' },
    );
  }
  const size = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (x) => x / size);
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i++) sum += left[i]! * right[i]!;
  return sum;
}
