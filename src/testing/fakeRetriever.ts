import type { Document } from '../messages/Document.ts';
import type { Runnable } from '../Runnable.ts';
import { retriever } from '../retrievers/retriever.ts';

/**
 * A retriever that gives what it is told, at once: the same documents for every query, or what a function says.
 *
 * @example
 * fakeRetriever([{ pageContent: 'harrison worked at kensho', metadata: {} }]).stream('where did harrison work?');
 */
export function fakeRetriever(
  documents: readonly Document[] | ((query: string) => readonly Document[]),
): Runnable<string, Document[]> {
  return retriever({
    name: 'FakeRetriever',
    retrieve: (query) => (typeof documents === 'function' ? documents(query) : documents),
  });
}
