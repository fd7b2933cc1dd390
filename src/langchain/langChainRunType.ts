import type { RunType } from '../events/RunType.ts';

/** The type of the runs of a LangChain runnable, by its shape. A binding is of the type of what it binds. */
export function langChainRunType(runnable: object): RunType {
  const { bound, _modelType, lc_namespace = [], _getRelevantDocuments } = runnable as Shape;
  if (typeof bound === 'object' && bound !== null) return langChainRunType(bound);
  const model = typeof _modelType === 'function' ? _modelType.call(runnable) : undefined;
  if (model === 'base_chat_model') return 'chat_model';
  if (model === 'base_llm') return 'llm';
  if (typeof _getRelevantDocuments === 'function') return 'retriever';
  const of = (word: string): boolean => lc_namespace.includes(word);
  if (of('prompts')) return 'prompt';
  if (of('output_parsers') || 'parseResult' in runnable) return 'parser';
  return of('tools') ? 'tool' : 'chain';
}

interface Shape {
  readonly bound?: object;
  readonly _modelType?: () => string;
  readonly _getRelevantDocuments?: unknown;
  readonly lc_namespace?: readonly string[];
}
