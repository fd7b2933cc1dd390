import { EMPTY, of } from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { RunnableError } from '../RunnableError.ts';
import type { ModelCache } from './ModelCache.ts';

export interface MemoryCacheOptions {
  /** How many replies it keeps (default 1000); beyond that the one that was not asked for the longest goes. */
  readonly limit?: number | undefined;
}

/**
 * Replies of models, kept in memory. Answers at once.
 *
 * @example
 * const cached = withCache(model, { cache: memoryCache({ limit: 50 }) });
 */
export function memoryCache({ limit = 1000 }: MemoryCacheOptions = {}): ModelCache {
  if (!(limit >= 1)) {
    throw new RunnableError(`memoryCache: limit must be at least 1; got ${limit}.`, { code: 'bad_config' });
  }
  const replies = new Map<string, readonly AIMessageChunk[]>();
  const put = (key: string, reply: readonly AIMessageChunk[]): void => {
    replies.delete(key);
    replies.set(key, reply);
    for (const oldest of replies.keys()) {
      if (replies.size <= limit) break;
      replies.delete(oldest);
    }
  };
  return {
    get: (key) => {
      const reply = replies.get(key);
      if (reply !== undefined) put(key, reply);
      return of(reply);
    },
    set: (key, reply) => {
      put(key, reply);
      return EMPTY;
    },
  };
}
