import type { RunnableConfig } from '@langchain/core/runnables';

/** A runnable of LangChain, seen by its shape, so that it does not matter which copy of LangChain made it. */
export interface LangChainRunnable<In = unknown, Out = unknown> {
  readonly lc_namespace: string[];
  // Methods, so that a narrower input fits.
  invoke(input: In, config?: Partial<RunnableConfig>): Promise<Out>;
  stream(input: In, config?: Partial<RunnableConfig>): Promise<AsyncIterable<Out>>;
  transform(input: AsyncGenerator<In>, config: Partial<RunnableConfig>): AsyncGenerator<Out>;
  getName(): string;
}
