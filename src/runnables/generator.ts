import { Observable } from 'rxjs';
import { fromAsyncIterable } from '../../operators/fromAsyncIterable.ts';
import type { Join } from '../../operators/Join.ts';
import { toAsyncIterable } from '../../operators/toAsyncIterable.ts';
import { runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { checkFunction } from '../step/checkFunction.ts';
import type { ChunkRunnable } from './ChunkRunnable.ts';

export interface GeneratorOptions {
  /** The name of its runs (default: the function's own name). */
  readonly name?: string | undefined;
  /** How its chunks join (default: the value decides). */
  // biome-ignore lint/suspicious/noExplicitAny: a join takes and gives the same type.
  readonly join?: Join<any> | undefined;
}

/**
 * An async generator over the chunks of the input as a runnable; what it yields goes on at once, so the stream is kept.
 * Completes when the generator returns (what is still open upstream is cancelled), fails with what it throws. Empty input:
 * the loop over `chunks` ends at once. Unsubscribing fires `config.signal` and calls the generator's `return()`; a loop that
 * waits for a chunk is left by an `AbortError`. Chunks that the generator has not asked for yet wait without a limit, since a
 * source cannot be held back.
 *
 * @example
 * generator(async function* shout(chunks: AsyncIterable<string>) {
 *   for await (const text of chunks) yield text.toUpperCase();
 * });
 */
export function generator<In, Out>(
  fn: (chunks: AsyncIterable<In>, config: RunConfig) => AsyncIterable<Out>,
  options: GeneratorOptions = {},
): ChunkRunnable<In, Out> {
  checkFunction(fn, 'generator');
  const read = toAsyncIterable({ limit: Number.POSITIVE_INFINITY });
  const name = options.name ?? (fn.name || 'RunnableGenerator');
  return runnable({
    name,
    type: 'chain',
    join: options.join,
    isCutSensitive: true,
    transform: (source, run) =>
      fromAsyncIterable((left) => readable(fn(read(until(left, source)), run.config()), name)),
  }) as ChunkRunnable<In, Out>;
}

function readable<T>(given: AsyncIterable<T>, name: string): AsyncIterable<T> {
  const isReadable =
    typeof given === 'object' && given !== null && (Symbol.asyncIterator in given || 'getReader' in given);
  if (isReadable) return given;
  throw new RunnableError(
    `The generator ${name} gave nothing that can be read asynchronously. Write it as async function*, or take lambda(fn) for a function of a value.`,
    { code: 'bad_step' },
  );
}

/** A loop that waits for a chunk must come to its `finally` when it is left; by an error, so that it takes no end for the whole. */
function until<T>(left: AbortSignal, source: Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const leave = (): void => subscriber.error(left.reason);
    left.addEventListener('abort', leave);
    subscriber.add(() => left.removeEventListener('abort', leave));
    source.subscribe(subscriber);
  });
}
