import type { Document } from '../messages/Document.ts';
import type { Runnable } from '../Runnable.ts';
import { retriever } from '../retrievers/retriever.ts';
import type { MarbleContext } from './MarbleContext.ts';
import { MarbleScripts } from './MarbleScripts.ts';
import type { SubscriptionLog } from './SubscriptionLog.ts';

export interface MarbleRetrieverCall {
  readonly frame: number;
  readonly query: string;
}

/** A retriever that plays scripts; it gives its documents when its script ends. */
export interface MarbleRetriever extends Runnable<string, Document[]> {
  readonly calls: readonly MarbleRetrieverCall[];
  readonly subscriptions: SubscriptionLog[];
}

/** A letter without documents of its own is one document with that letter as its text. */
export function marbleRetriever(
  context: MarbleContext,
  scripts: string | readonly string[],
  documents?: Readonly<Record<string, readonly Document[]>>,
  error?: unknown,
): MarbleRetriever {
  const calls: MarbleRetrieverCall[] = [];
  const found = new MarbleScripts<readonly Document[]>(context, 'm.retriever', scripts, {
    values: documents,
    otherwise: (letter) => [{ pageContent: letter, metadata: {} }],
    error,
  });
  const made = retriever({
    name: 'MarbleRetriever',
    retrieve: (query) => {
      calls.push({ frame: context.scheduler.frame, query });
      return found.play();
    },
  });
  return Object.assign(made, { calls, subscriptions: found.subscriptions });
}
