import { map, type ObservableInput } from 'rxjs';
import { asObservable } from '../../operators/asObservable.ts';
import type { Document } from '../messages/Document.ts';
import { isDocument } from '../messages/isDocument.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { checkFunction } from '../step/checkFunction.ts';
import { describeValue } from '../step/describeValue.ts';
import type { Step } from '../step/Step.ts';

export interface RetrieverSpec {
  /** The name of its runs. */
  readonly name: string;
  readonly retrieve: (
    query: string,
    config: RunConfig,
  ) => readonly Document[] | ObservableInput<readonly Document[]>;
}

/**
 * A search for documents as a runnable: the whole query in, one list of documents out. It has no partial results, so it does
 * not stream. Empty input: nothing is looked up. A query that is no text is an error (`bad_input`), and so is what the function
 * gives when it is no list of documents (`bad_step`). Errors go through unchanged; unsubscribing fires `config.signal`.
 *
 * @example
 * retriever({ name: 'Docs', retrieve: (query) => documents.filter((d) => d.pageContent.includes(query)) });
 */
export function retriever({ name, retrieve }: RetrieverSpec): Runnable<string, Document[]> {
  checkFunction(retrieve, `retriever "${name}", retrieve`);
  const checked = (found: unknown): readonly Document[] => {
    if (Array.isArray(found) && found.every(isDocument)) return found;
    throw noDocuments(name, found);
  };
  return runnable<string, Document[]>({
    name,
    type: 'retriever',
    tells: 'never',
    payload,
    once: (query, run) => {
      if (typeof query !== 'string') throw noQuery(name, query);
      const found = retrieve(query, run.config());
      return (Array.isArray(found) ? undefined : asObservable(found)?.pipe(map(checked))) ?? checked(found);
    },
  });
}

const payload: Step['payload'] = { input: (query: string) => ({ query }) };

function noQuery(name: string, query: unknown): RunnableError {
  return new RunnableError(
    `The retriever ${name} takes a query as text; it got ${describeValue(query)}. Put lambda(({ question }) => question) before it to take the text out of a record.`,
    { code: 'bad_input' },
  );
}

function noDocuments(name: string, found: unknown): RunnableError {
  const what = Array.isArray(found)
    ? `a list with ${describeValue(found.find((each) => !isDocument(each)))}`
    : describeValue(found);
  return new RunnableError(
    `The retriever ${name} must find a list of documents; its function gave ${what}. A document is { pageContent: text, metadata: {} }.`,
    { code: 'bad_step' },
  );
}
