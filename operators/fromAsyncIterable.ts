import { Observable } from 'rxjs';

/** What can be read: an async iterable (a generator object, a stream of Node), or a web `ReadableStream`. */
export type AsyncSource<T> = AsyncIterable<T> | ReadableStream<T>;

/**
 * The values of an async iterable, pulled one at a time. Give a function to read anew at every subscription: it gets a signal
 * that fires when the subscriber has left. A generator object itself can be read only once.
 *
 * Completes when the iterable is done, fails with what it throws. Unsubscribing is immediate: the signal fires, the
 * iterator's `return()` is called and not waited for (a `ReadableStream` is cancelled), and whatever it still says is ignored,
 * so that a generator stuck in an `await` holds nobody back; its `finally` runs when that `await` is over.
 *
 * @example
 * fromAsyncIterable(async function* (signal) {
 *   const response = await fetch(url, { signal });
 *   yield* response.body!;
 * });
 */
export function fromAsyncIterable<T>(
  source: AsyncSource<T> | ((signal: AbortSignal) => AsyncSource<T>),
): Observable<T> {
  return new Observable<T>((subscriber) => {
    const abort = new AbortController();
    const iterator = iterate(typeof source === 'function' ? source(abort.signal) : source);
    let isDone = false;

    const fail = (error: unknown): void => {
      if (subscriber.closed) return;
      isDone = true;
      subscriber.error(error);
    };
    const pull = (): void => {
      // A subscriber that leaves inside `next` has torn this down already.
      if (subscriber.closed) return;
      try {
        Promise.resolve(iterator.next()).then((result) => {
          if (subscriber.closed) return;
          if (result.done === true) {
            isDone = true;
            subscriber.complete();
          } else {
            subscriber.next(result.value);
            pull();
          }
        }, fail);
      } catch (error) {
        fail(error);
      }
    };

    subscriber.add(() => {
      if (isDone) return;
      isDone = true;
      abort.abort();
      leave(iterator);
    });
    pull();
  });
}

function iterate<T>(source: AsyncSource<T>): AsyncIterator<T> {
  // The iterator of a ReadableStream queues its return() behind a read that may never end; cancel() does not wait.
  if (!('getReader' in source)) return source[Symbol.asyncIterator]();
  const reader = source.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<T>>,
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

/** Nobody listens any more, so a failure to clean up has no one to go to. */
function leave(iterator: AsyncIterator<unknown>): void {
  try {
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  } catch {
    // A `return` that throws at once is as late as one that rejects.
  }
}
