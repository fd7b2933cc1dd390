import type { Embeddings } from '../messages/Embeddings.ts';

export interface FakeEmbeddingsOptions {
  /** The length of the vectors (default 64). */
  readonly dimensions?: number | undefined;
}

/**
 * Embeddings without a model: every word is hashed onto one dimension and the counts are normalised. Equal texts have equal
 * vectors, texts that share words have near ones. Words are runs of letters and digits, in lower case.
 *
 * @example
 * const store = await memoryVectorStore(fakeEmbeddings()).addTexts(['harrison worked at kensho', 'harrison likes spicy food']);
 */
export function fakeEmbeddings({ dimensions = 64 }: FakeEmbeddingsOptions = {}): Embeddings {
  const embed = (text: string): readonly number[] => {
    const vector = new Array<number>(dimensions).fill(0);
    for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
      vector[hash(word) % dimensions]! += 1;
    const length = Math.hypot(...vector) || 1;
    return vector.map((count) => count / length);
  };
  return {
    embedQuery: (text) => Promise.resolve(embed(text)),
    embedDocuments: (texts) => Promise.resolve(texts.map(embed)),
  };
}

/** FNV-1a over UTF-16 units (Fowler, Noll, Vo). */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) value = Math.imul(value ^ word.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
