import { isRecord } from '../../operators/isRecord.ts';
import type { Document } from '../messages/Document.ts';
import { RunnableError } from '../RunnableError.ts';

/** Which documents count: those with these values in their metadata (a list: one of its values), or those that a function takes. */
export type DocumentFilter = Readonly<Record<string, unknown>> | ((document: Document) => boolean);

/** The filter as a function; `undefined` where everything counts. */
export function filterOf(
  filter: DocumentFilter | undefined,
  where: string,
): ((document: Document) => boolean) | undefined {
  if (filter === undefined || typeof filter === 'function')
    return filter as ((document: Document) => boolean) | undefined;
  if (!isRecord(filter)) {
    throw new RunnableError(`${where}: \`filter\` is a record of metadata or a function of a document.`, {
      code: 'bad_filter',
    });
  }
  const wanted = Object.entries(filter);
  return ({ metadata }) =>
    wanted.every(([key, value]) => {
      if (!Object.hasOwn(metadata, key)) return false;
      return Array.isArray(value) ? value.includes(metadata[key]) : Object.is(metadata[key], value);
    });
}
