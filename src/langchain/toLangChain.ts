import type { CallbackManagerForChainRun } from '@langchain/core/callbacks/manager';
import { Runnable as LcRunnable, type RunnableConfig } from '@langchain/core/runnables';
import { lastValueFrom, map, type Observable } from 'rxjs';
import { fromAsyncIterable } from '../../operators/fromAsyncIterable.ts';
import { toAsyncIterable } from '../../operators/toAsyncIterable.ts';
import type { Runnable } from '../Runnable.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { fromLangChainValue } from './fromLangChainValue.ts';
import { joinInLangChain } from './joinInLangChain.ts';
import type { LangChainValue } from './LangChainValue.ts';
import { langChainJoin } from './langChainJoin.ts';
import { RunsInLangChain } from './RunsInLangChain.ts';
import { toLangChainValue } from './toLangChainValue.ts';

/**
 * A runnable of ours as one of LangChain's. It streams chunk by chunk, takes and gives LangChain's messages and prompt values,
 * and stands in LangChain's events and traces as a run of its name, with what runs inside it below. An abort signal of its
 * config reaches our run, whose error is thrown unchanged.
 *
 * @example
 * import { RunnableLambda } from '@langchain/core/runnables';
 * const upper = toLangChain(lambda((text: string) => text.toUpperCase()));
 * RunnableLambda.from((name: string) => `hello ${name}`).pipe(upper).invoke('Ann'); // 'HELLO ANN'
 */
export function toLangChain<In, Out, Chunk>(
  chain: Runnable<In, Out, Chunk>,
): LcRunnable<In, LangChainValue<Out> | LangChainValue<Chunk>> {
  return new RxChain(chain as Runnable<unknown, unknown>) as unknown as LcRunnable<
    In,
    LangChainValue<Out> | LangChainValue<Chunk>
  >;
}

class RxChain extends LcRunnable<unknown, unknown> {
  override lc_namespace: string[] = ['rxchain', 'langchain'];
  readonly #chain: Runnable<unknown, unknown>;

  static override lc_name(): string {
    return 'RxChain';
  }

  constructor(chain: Runnable<unknown, unknown>) {
    super();
    this.#chain = chain;
    this.name = chain.name;
  }

  override invoke(input: unknown, options?: Partial<RunnableConfig>): Promise<unknown> {
    return this._callWithConfig(
      async (
        value: unknown,
        config?: Partial<RunnableConfig> & { runManager?: CallbackManagerForChainRun },
        manager?: CallbackManagerForChainRun,
      ) => {
        const runs = new RunsInLangChain(manager);
        try {
          const whole = this.#chain.invoke(fromLangChainValue(value), configOf(config, runs));
          return toLangChainValue(await lastValueFrom(whole, { defaultValue: undefined }));
        } finally {
          await runs.told;
        }
      },
      input,
      options,
    );
  }

  override async *_streamIterator(
    input: unknown,
    options?: Partial<RunnableConfig>,
  ): AsyncGenerator<unknown> {
    yield* this.transform(one(input), options ?? {});
  }

  override async *transform(
    chunks: AsyncGenerator<unknown>,
    options: Partial<RunnableConfig>,
  ): AsyncGenerator<unknown> {
    yield* this._transformStreamWithConfig(
      chunks,
      (source, manager, config) => this.#transform(source, manager, config),
      options,
    );
  }

  /** How LangChain joins what it traces. */
  override _concatOutputChunks<T>(first: T, second: T): T {
    return joinInLangChain(this.#chain, first, second);
  }

  async *#transform(
    source: AsyncGenerator<unknown>,
    manager: CallbackManagerForChainRun | undefined,
    config: Partial<RunnableConfig> | undefined,
  ): AsyncGenerator<unknown> {
    const runs = new RunsInLangChain(manager);
    // What LangChain streams joins by its rule.
    const input = Object.assign(fromAsyncIterable(source).pipe(map(fromLangChainValue)), {
      'rxchain.join': langChainJoin,
    });
    const output: Observable<unknown> = input.pipe(this.#chain.withConfig(configOf(config, runs)));
    try {
      for await (const chunk of toAsyncIterable()(output)) {
        await runs.told;
        yield toLangChainValue(chunk);
      }
    } finally {
      await runs.told;
    }
  }
}

async function* one(input: unknown): AsyncGenerator<unknown> {
  yield input;
}

function configOf(config: Partial<RunnableConfig> | undefined, runs: RunsInLangChain): RunConfig {
  return {
    ...(config?.signal && { signal: config.signal }),
    ...(runs.isListening && { events: runs }),
  };
}
