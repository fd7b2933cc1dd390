import { concat } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import type { ChatModel } from './chatModel.ts';
import { modelAround } from './modelAround.ts';
import { TokenBucket } from './TokenBucket.ts';

export interface RateLimitOptions {
  /** How many calls may begin… */
  readonly count: number;
  /** …in how many milliseconds (default 1000). */
  readonly per?: number | undefined;
  /** How many may begin at once after a pause (default `count`). */
  readonly burst?: number | undefined;
}

/**
 * A model that is called at most so often: a token bucket that fills evenly. A call that comes too early waits in line, inside
 * its run, by RxJS' clock; unsubscribing takes it out of the line. The model and all that is made of it (`withOptions`,
 * `bindTools`, …) share one bucket. Nothing is refused, and a call that fails has used its place.
 *
 * @example
 * const calm = withRateLimit(model, { count: 60, per: 60_000, burst: 5 });
 */
export function withRateLimit(model: ChatModel, options: RateLimitOptions): ChatModel {
  const { count, per = 1000, burst = Math.max(1, count) } = options;
  if (!(count > 0 && per > 0 && burst >= 1 && Number.isFinite(count / per))) {
    throw new RunnableError(
      `withRateLimit of ${model.name}: count and per must be above 0, burst at least 1; got ${count}, ${per}, ${burst}.`,
      { code: 'bad_config' },
    );
  }
  const bucket = new TokenBucket(count, per, burst);
  return modelAround(model, (call, messages, modelOptions) =>
    concat(bucket.take(), call(messages, modelOptions)),
  );
}
