import type { RunnableConfig } from '@langchain/core/runnables';
import type { Join } from '../../operators/Join.ts';

export interface FromLangChainOptions {
  /** The name of its runs (default: LangChain's own name of it). */
  readonly name?: string | undefined;
  /** What LangChain is called with beside our signal and callbacks: `configurable`, callbacks of yours, … */
  readonly config?: Partial<RunnableConfig> | undefined;
  /** How the chunks of its output join (default: records key by key for its parallel and assign steps, else by value). */
  // biome-ignore lint/suspicious/noExplicitAny: a join takes and gives the same type.
  readonly join?: Join<any> | undefined;
  /**
   * Takes the reply of a model as whole although it told no finish reason, for models that never tell one. It cannot be told
   * from one that was cut short, so the default is an error.
   */
  readonly acceptUnknownFinish?: boolean | undefined;
  /** Of a chat model: silence in ms, before the answer as between two pieces of it, that ends the call; default 60,000, 0 for none. */
  readonly timeout?: number | undefined;
  /** Texts to keep out of messages of errors, such as the API key: a provider may repeat it in its answer. */
  readonly secrets?: readonly string[] | undefined;
}
