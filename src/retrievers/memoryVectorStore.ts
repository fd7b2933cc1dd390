import { from, map, type Observable, of } from 'rxjs';
import type { Document } from '../messages/Document.ts';
import type { Embeddings } from '../messages/Embeddings.ts';
import { isDocument } from '../messages/isDocument.ts';
import type { Runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import { checkCount } from './checkCount.ts';
import { type DocumentFilter, filterOf } from './DocumentFilter.ts';
import { retriever } from './retriever.ts';
import { type Similarity, VectorIndex } from './VectorIndex.ts';

export interface VectorSearchOptions {
  /** How many documents it gives at most (default 4). */
  readonly k?: number | undefined;
  readonly filter?: DocumentFilter | undefined;
  /**
   * Maximal marginal relevance: of the `fetchK` nearest (default 20, at least `k`) those that are near and not alike; `lambda`
   * weighs the two, from 0 (unlike) to 1 (near), default 0.5. `true` takes the defaults.
   */
  readonly mmr?:
    | boolean
    | { readonly fetchK?: number | undefined; readonly lambda?: number | undefined }
    | undefined;
}

export interface RetrieverOptions extends VectorSearchOptions {
  /** The name of its runs (default `VectorStoreRetriever`). */
  readonly name?: string | undefined;
}

export interface ScoredDocument {
  readonly document: Document;
  readonly score: number;
}

/** A store as plain JSON data, for `memoryVectorStore(embeddings, { data })`. */
export interface VectorStoreData {
  readonly version: 1;
  readonly similarity: Similarity;
  readonly dimensions: number;
  readonly documents: readonly Document[];
  /** The numbers of all vectors, as 32-bit floats in base64. */
  readonly vectors: string;
}

export interface MemoryVectorStoreOptions {
  /** How vectors are compared: by their angle (default), or by their product as they are. */
  readonly similarity?: Similarity | undefined;
  /** What another store gave as JSON; its own `similarity` counts then. */
  readonly data?: VectorStoreData | undefined;
}

/** Documents with their vectors, searched exactly. */
export interface MemoryVectorStore {
  /** How many documents it holds. */
  readonly size: number;
  /** Embeds the documents and keeps them; resolves to the store itself. A document takes the place of one with the same id. */
  addDocuments(documents: readonly Document[]): Promise<MemoryVectorStore>;
  /** Keeps texts as documents, with the metadata of the same index. */
  addTexts(
    texts: readonly string[],
    metadata?: readonly Readonly<Record<string, unknown>>[],
  ): Promise<MemoryVectorStore>;
  /** Keeps documents whose vectors are known, at once. */
  addVectors(vectors: readonly ArrayLike<number>[], documents: readonly Document[]): MemoryVectorStore;
  /** Removes the documents with one of the ids, or those that the filter takes; gives their number. */
  delete(which: readonly string[] | DocumentFilter): number;
  /** The nearest documents and their similarity (a cosine from -1 to 1), the nearest first; equal ones in the order of adding. */
  search(query: string, options?: number | VectorSearchOptions): Promise<readonly ScoredDocument[]>;
  /** The search as a runnable. */
  asRetriever(options?: RetrieverOptions): Runnable<string, Document[]>;
  /** The whole store as data; `JSON.stringify(store)` calls it. */
  toJSON(): VectorStoreData;
}

/**
 * A vector store in memory, for up to some ten thousand documents: exact similarity over all of them.
 * A vector of another length than the first is an error (`wrong_dimension`); then none of its call is kept.
 *
 * @example
 * const store = await memoryVectorStore(embeddings).addTexts(['harrison worked at kensho']);
 * store.asRetriever({ k: 1 }).stream('where did harrison work?');
 */
export function memoryVectorStore(
  embeddings: Embeddings,
  options: MemoryVectorStoreOptions = {},
): MemoryVectorStore {
  return new Store(embeddings, options);
}

class Store implements MemoryVectorStore {
  readonly #embeddings: Embeddings;
  readonly #similarity: Similarity;
  readonly #index: VectorIndex;
  #documents: Document[] = [];
  readonly #placeOf = new Map<string, number>();

  constructor(embeddings: Embeddings, { data, similarity = 'cosine' }: MemoryVectorStoreOptions) {
    this.#embeddings = embeddings;
    this.#similarity = data?.similarity ?? similarity;
    this.#index = new VectorIndex(this.#similarity);
    if (data !== undefined) this.#read(data);
  }

  get size(): number {
    return this.#documents.length;
  }

  async addDocuments(documents: readonly Document[]): Promise<MemoryVectorStore> {
    const added = [...documents];
    const vectors = await this.#embeddings.embedDocuments(added.map(({ pageContent }) => pageContent));
    return this.addVectors(vectors, added);
  }

  addTexts(
    texts: readonly string[],
    metadata?: readonly Readonly<Record<string, unknown>>[],
  ): Promise<MemoryVectorStore> {
    return this.addDocuments(texts.map((pageContent, i) => ({ pageContent, metadata: metadata?.[i] ?? {} })));
  }

  addVectors(vectors: readonly ArrayLike<number>[], documents: readonly Document[]): MemoryVectorStore {
    if (vectors.length !== documents.length) {
      throw new RunnableError(
        `memoryVectorStore got ${vectors.length} vectors for ${documents.length} documents. Do the embeddings give one for each text?`,
        { code: 'bad_input' },
      );
    }
    const divisors = this.#index.check(vectors);
    for (const [i, document] of documents.entries()) {
      const at = this.#placeFor(document);
      this.#index.put(vectors[i]!, divisors[i]!, at, documents.length - 1 - i);
      this.#documents[at] = document;
      if (document.id !== undefined) this.#placeOf.set(document.id, at);
    }
    return this;
  }

  delete(which: readonly string[] | DocumentFilter): number {
    const isGone = Array.isArray(which)
      ? withIds(which)
      : filterOf(which as DocumentFilter, 'memoryVectorStore.delete')!;
    const before = this.#documents;
    const stays = before.map((document) => !isGone(document));
    this.#index.keep((at) => stays[at]!);
    this.#documents = before.filter((_, at) => stays[at]);
    this.#placeOf.clear();
    for (const [at, { id }] of this.#documents.entries()) if (id !== undefined) this.#placeOf.set(id, at);
    return before.length - this.#documents.length;
  }

  async search(
    query: string,
    options: number | VectorSearchOptions = {},
  ): Promise<readonly ScoredDocument[]> {
    const search = this.#searchFor(
      typeof options === 'number' ? { k: options } : options,
      'memoryVectorStore',
    );
    return this.size === 0 ? [] : search(await this.#embeddings.embedQuery(query));
  }

  asRetriever({
    name = 'VectorStoreRetriever',
    ...options
  }: RetrieverOptions = {}): Runnable<string, Document[]> {
    const search = this.#searchFor(options, name);
    return retriever({
      name,
      retrieve: (query, { signal }): Observable<Document[]> =>
        this.size === 0
          ? of([])
          : from(this.#embeddings.embedQuery(query, { signal })).pipe(
              map((vector) => search(vector).map(({ document }) => document)),
            ),
    });
  }

  toJSON(): VectorStoreData {
    return {
      version: 1,
      similarity: this.#similarity,
      dimensions: this.#index.dimensions,
      documents: [...this.#documents],
      vectors: this.#index.toBase64(),
    };
  }

  #placeFor({ id }: Document): number {
    return (id === undefined ? undefined : this.#placeOf.get(id)) ?? this.#documents.length;
  }

  #searchFor(
    options: VectorSearchOptions,
    name: string,
  ): (vector: ArrayLike<number>) => readonly ScoredDocument[] {
    const { k = 4, mmr = false } = options;
    checkCount(k, name);
    const isWanted = filterOf(options.filter, name);
    const { fetchK = 20, lambda = 0.5 } = typeof mmr === 'object' ? mmr : {};
    if (!(fetchK >= 1 && lambda >= 0 && lambda <= 1)) {
      throw new RunnableError(
        `${name}: fetchK must be at least 1, lambda from 0 to 1; got ${fetchK} and ${lambda}.`,
        {
          code: 'bad_config',
        },
      );
    }
    return (vector) => {
      const nearest = this.#index.search(
        vector,
        mmr === false ? k : Math.max(k, fetchK),
        isWanted && ((at) => isWanted(this.#documents[at]!)),
      );
      const chosen = mmr === false ? nearest : this.#index.diversify(nearest, k, lambda);
      return chosen.map(({ index, score }) => ({ document: this.#documents[index]!, score }));
    };
  }

  #read(data: VectorStoreData): void {
    const { version, dimensions, documents, vectors } = data;
    try {
      if (version !== 1 || !Array.isArray(documents) || !documents.every(isDocument)) {
        throw new TypeError('it lacks what a store writes');
      }
      this.#index.read(vectors, documents.length, dimensions);
    } catch (cause) {
      throw new RunnableError('memoryVectorStore: `data` is not what a store gave as JSON.', {
        code: 'bad_input',
        cause,
      });
    }
    this.#documents = [...documents];
    for (const [at, { id }] of documents.entries()) if (id !== undefined) this.#placeOf.set(id, at);
  }
}

function withIds(ids: readonly string[]): (document: Document) => boolean {
  const gone = new Set(ids);
  return ({ id }) => id !== undefined && gone.has(id);
}
