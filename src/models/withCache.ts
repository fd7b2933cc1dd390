import {
  concat,
  concatMap,
  defaultIfEmpty,
  defer,
  from,
  ignoreElements,
  type Observable,
  take,
  tap,
} from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
import { cacheKey } from './cacheKey.ts';
import type { ChatModel } from './chatModel.ts';
import type { ModelCache } from './ModelCache.ts';
import type { ModelOptions } from './ModelOptions.ts';
import { memoryCache } from './memoryCache.ts';
import { modelAround } from './modelAround.ts';

export interface CacheOptions {
  /** Where replies are kept (default: a `memoryCache` of this model's own). */
  readonly cache?: ModelCache | undefined;
  /** Stands before every key, so that models which share a cache do not answer for each other (default: the model's name). */
  readonly namespace?: string | undefined;
  /** What makes two calls the same (default: the same messages and options; ids of messages do not count). */
  readonly key?: ((messages: readonly Message[], options: ModelOptions) => string) | undefined;
}

/**
 * A model that is asked once: a reply that has come to its end is kept, and given again for the same messages and options, in
 * the same pieces, all at once. Such a reply says `response_metadata.cached`, and has no usage, since it took no tokens. What
 * fails or is left early is not kept.
 *
 * Errors of the model and of the cache go through unchanged. Calls at the same time are made each by itself. Options given when
 * a provider's model was made are no part of the key: models that share a cache need a `namespace` each.
 *
 * @example
 * const thrifty = withCache(model, { cache: memoryCache({ limit: 100 }) });
 */
export function withCache(model: ChatModel, options: CacheOptions = {}): ChatModel {
  const { cache = memoryCache(), namespace = model.name, key = cacheKey } = options;
  return modelAround(model, (call, messages, modelOptions) =>
    defer(() => {
      const name = `${namespace}:${key(messages, modelOptions)}`;
      return from(cache.get(name)).pipe(
        take(1),
        defaultIfEmpty(undefined),
        concatMap((reply) =>
          reply === undefined
            ? kept(call(messages, modelOptions), (chunks) => cache.set(name, chunks))
            : again(reply),
        ),
      );
    }),
  );
}

/** What a model gives, and keeps it when it is over. */
function kept(
  reply: Observable<AIMessageChunk>,
  keep: (chunks: readonly AIMessageChunk[]) => ReturnType<ModelCache['set']>,
): Observable<AIMessageChunk> {
  return defer(() => {
    const chunks: AIMessageChunk[] = [];
    return concat(
      reply.pipe(tap((chunk) => void chunks.push(chunk))),
      defer(() => keep(chunks)).pipe(ignoreElements()),
    );
  });
}

function again(reply: readonly AIMessageChunk[]): readonly AIMessageChunk[] {
  return reply.map(({ usage_metadata: _, ...chunk }, i) =>
    i < reply.length - 1
      ? chunk
      : { ...chunk, response_metadata: { ...chunk.response_metadata, cached: true } },
  );
}
