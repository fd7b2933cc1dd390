import type { Document } from '../messages/Document.ts';
import type { Runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import { checkCount } from './checkCount.ts';
import { type DocumentFilter, filterOf } from './DocumentFilter.ts';
import { KeywordIndex, type KeywordIndexOptions } from './KeywordIndex.ts';
import { retriever } from './retriever.ts';

export interface KeywordRetrieverOptions extends KeywordIndexOptions {
  /** How many documents it gives at most (default 4). */
  readonly k?: number | undefined;
  readonly filter?: DocumentFilter | undefined;
  /** The name of its runs (default `KeywordRetriever`). */
  readonly name?: string | undefined;
}

/**
 * A search by words over documents: BM25, the best first, equal ones in the given order. Korean, Japanese and Chinese are
 * searched by pairs of characters, so inflected forms and words without spaces are found. The index is built at once.
 *
 * Gives one list, of documents that have a word of the query; without any it is empty. Synchronous. Empty input: nothing is
 * looked up.
 *
 * @example
 * const find = keywordRetriever([{ pageContent: '학교에서 배웠다', metadata: {} }, { pageContent: 'learnt at school', metadata: {} }]);
 * find.stream('학교'); // [{ pageContent: '학교에서 배웠다', metadata: {} }]
 */
export function keywordRetriever(
  documents: readonly Document[],
  options: KeywordRetrieverOptions = {},
): Runnable<string, Document[]> {
  const { k = 4, filter, name = 'KeywordRetriever', k1 = 1.2, b = 0.75 } = options;
  checkCount(k, name);
  if (!(k1 >= 0 && b >= 0 && b <= 1)) {
    throw new RunnableError(`${name}: k1 must be 0 or more, b from 0 to 1; got ${k1} and ${b}.`, {
      code: 'bad_config',
    });
  }
  const isWanted = filterOf(filter, name);
  const kept = [...documents];
  const index = new KeywordIndex(options);
  for (const { pageContent } of kept) index.add(pageContent);
  return retriever({
    name,
    retrieve: (query) =>
      index.search(query, k, isWanted && ((at) => isWanted(kept[at]!))).map(({ index: at }) => kept[at]!),
  });
}
