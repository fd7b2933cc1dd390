import { map } from 'rxjs';
import type { Document } from '../messages/Document.ts';
import type { Runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import { inOrder } from '../step/inOrder.ts';
import { checkCount } from './checkCount.ts';
import { retriever } from './retriever.ts';

export interface MergeOptions {
  /** How many documents it gives at most (default 4). */
  readonly k?: number | undefined;
  /** How much each retriever counts, in their order (default: each 1). */
  readonly weights?: readonly number[] | undefined;
  /** How little the first ranks differ (default 60). */
  readonly rankConstant?: number | undefined;
  /** The name of its runs (default `EnsembleRetriever`). */
  readonly name?: string | undefined;
}

/**
 * Several searches as one, by reciprocal rank fusion: all look up the same query, side by side, as child runs; a document counts
 * `weight / (rankConstant + rank)` for each list that has it. Documents are the same when their id is, without an id when their
 * text and metadata are. Equal ones come in the order of the retrievers.
 *
 * Gives one list when all have theirs. The first failure ends it and cancels the others. Empty input: nothing is looked up.
 *
 * @example
 * mergeRetrievers([keywordRetriever(documents), retriever], { k: 5 }).stream('where did harrison work?');
 */
export function mergeRetrievers(
  retrievers: readonly Runnable<string, readonly Document[], unknown>[],
  options: MergeOptions = {},
): Runnable<string, Document[]> {
  const { k = 4, rankConstant = 60, name = 'EnsembleRetriever' } = options;
  const weights = options.weights ?? retrievers.map(() => 1);
  checkCount(k, name);
  if (
    weights.length !== retrievers.length ||
    !weights.every((weight) => weight >= 0) ||
    !(rankConstant >= 0)
  ) {
    throw new RunnableError(
      `${name}: give a weight of 0 or more for each retriever, and a rankConstant of 0 or more.`,
      {
        code: 'bad_config',
      },
    );
  }
  return retriever({
    name,
    retrieve: (query, config) =>
      inOrder(retrievers, Number.POSITIVE_INFINITY, (each) =>
        (each as Runnable<string, unknown>).invoke(query, config),
      ).pipe(map((lists) => fused(lists as (readonly Document[] | undefined)[], weights, rankConstant, k))),
  });
}

interface Found {
  readonly document: Document;
  score: number;
}

function fused(
  lists: readonly (readonly Document[] | undefined)[],
  weights: readonly number[],
  rankConstant: number,
  k: number,
): Document[] {
  const found = new Map<string, Found>();
  for (const [i, list] of lists.entries()) {
    const seen = new Set<string>();
    for (const [rank, document] of (list ?? []).entries()) {
      const key = keyOf(document);
      if (seen.has(key)) continue;
      seen.add(key);
      const entry = found.get(key) ?? { document, score: 0 };
      entry.score += weights[i]! / (rankConstant + rank + 1);
      found.set(key, entry);
    }
  }
  return [...found.values()]
    .sort((left, right) => right.score - left.score)
    .slice(0, k)
    .map(({ document }) => document);
}

function keyOf({ id, pageContent, metadata }: Document): string {
  return id === undefined ? JSON.stringify([pageContent, metadata]) : JSON.stringify(id);
}
