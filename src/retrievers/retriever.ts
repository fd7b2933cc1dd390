import type { ObservableInput } from 'rxjs';
import type { Document } from '../messages/Document.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import type { RunConfig } from '../run/RunConfig.ts';
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
 * not stream. Empty input: nothing is looked up. Errors go through unchanged; unsubscribing fires `config.signal`.
 *
 * @example
 * retriever({ name: 'Docs', retrieve: (query) => documents.filter((d) => d.pageContent.includes(query)) });
 */
export function retriever({ name, retrieve }: RetrieverSpec): Runnable<string, Document[]> {
  return runnable<string, Document[]>({
    name,
    type: 'retriever',
    tells: 'never',
    payload,
    once: (query, run) => retrieve(query, run.config()),
  });
}

const payload: Step['payload'] = { input: (query: string) => ({ query }) };
