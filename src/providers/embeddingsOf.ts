import {
  bufferCount,
  concatMap,
  defer,
  from,
  fromEvent,
  lastValueFrom,
  map,
  type Observable,
  reduce,
  takeUntil,
} from 'rxjs';
import type { EmbedOptions } from '../messages/Embeddings.ts';
import { RunnableError } from '../RunnableError.ts';
import type { EmbeddingBatch, EmbeddingsOptions, ProviderEmbeddings } from './ProviderEmbeddings.ts';
import { pickOptions } from './pickOptions.ts';
import { type ProviderAddress, providerRequest } from './providerRequest.ts';
import { requestJson } from './requestJson.ts';
import { vectorsOf } from './vectorsOf.ts';

/** How a provider is asked for vectors, and where they are in its answer. */
export interface EmbeddingsSpec<Options> extends ProviderAddress {
  /** The options that go into the request under their own names. */
  readonly options: readonly (string & keyof Options)[];
  readonly read: (answer: Readonly<Record<string, unknown>>) => EmbeddingAnswer;
}

export interface EmbeddingAnswer {
  /** By the place of their texts, in any form. */
  readonly vectors: unknown;
  readonly usage?: EmbeddingBatch['usage'];
}

/** Embeddings that ask a provider, one batch of texts after the other. Wrong use throws at once (`bad_config`). */
export function embeddingsOf<Options extends EmbeddingsOptions & { readonly baseURL?: string | undefined }>(
  spec: EmbeddingsSpec<Options>,
  options: Options,
): ProviderEmbeddings {
  const { provider } = spec;
  const { batchSize = 256, dimensions } = options;
  if (!(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new RunnableError(`${provider}: batchSize must be 1 or more; got ${batchSize}.`, {
      code: 'bad_config',
    });
  }
  const request = providerRequest(spec, options);
  const embed = (texts: readonly string[]): Observable<EmbeddingBatch> =>
    defer(() => {
      let length = dimensions;
      return from(texts).pipe(
        bufferCount(batchSize),
        concatMap((input) =>
          requestJson(
            request({ ...pickOptions(options, spec.options), input, ...options.body }),
            options,
          ).pipe(
            map((answer) => {
              const { vectors: given, usage } = spec.read(answer);
              const vectors = vectorsOf(provider, given, input.length, length);
              length = vectors[0]?.length;
              return { vectors, usage };
            }),
          ),
        ),
      );
    });
  const all = (
    texts: readonly string[],
    { signal }: EmbedOptions = {},
  ): Promise<readonly (readonly number[])[]> =>
    lastValueFrom(
      embed(texts).pipe(
        reduce((sum: readonly (readonly number[])[], { vectors }) => sum.concat(vectors), []),
        signal ? takeUntil(abortOf(signal)) : (source) => source,
      ),
    );
  return {
    embed,
    embedQuery: async (text, given) => (await all([text], given))[0] ?? [],
    embedDocuments: all,
  };
}

/** Fails with the signal's reason when it fires. */
function abortOf(signal: AbortSignal): Observable<never> {
  const fail = (): never => {
    throw signal.reason;
  };
  return defer(() => (signal.aborted ? fail() : fromEvent(signal, 'abort').pipe(map(fail))));
}
