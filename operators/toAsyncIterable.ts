import { type Observable, Subject, takeUntil } from 'rxjs';
import { RunnableError } from '../src/RunnableError.ts';

export interface BufferPolicy {
  /** How many values may wait for a slow reader (default 100,000). */
  readonly limit?: number | undefined;
  /**
   * What happens beyond the limit: `'error'` (default) leaves the source and fails the reader with `buffer_overflow` behind
   * the values that wait; `'drop-oldest'` keeps the newest `limit` values; `'latest'` keeps only the newest one.
   */
  readonly overflow?: 'error' | 'drop-oldest' | 'latest' | undefined;
}

export interface BufferedIterable<T> extends AsyncIterable<T> {
  /** How many values were dropped so far, over all readers of this iterable. */
  readonly dropped: number;
}

/**
 * Makes an Observable readable with `for await`, with a bounded buffer between the two: RxJS pushes, a reader pulls.
 * Each loop is a subscription of its own, made when it asks for its first value.
 *
 * The loop ends with the source and throws its error, both after the values that wait. Leaving it (`break`, `return`, a throw)
 * unsubscribes at once and releases a reader that is waiting.
 *
 * @example
 * for await (const token of toAsyncIterable({ limit: 1_000 })(chain.stream(input))) await socket.write(token);
 */
export function toAsyncIterable(
  policy: BufferPolicy = {},
): <T>(source: Observable<T>) => BufferedIterable<T> {
  const overflow = policy.overflow ?? 'error';
  const limit = overflow === 'latest' ? 1 : (policy.limit ?? 100_000);
  check(limit, overflow);
  return (source) => new Buffered(source, limit, overflow !== 'error');
}

class Buffered<T> implements BufferedIterable<T> {
  readonly #source: Observable<T>;
  readonly #limit: number;
  readonly #drops: boolean;
  readonly #dropped = { count: 0 };

  constructor(source: Observable<T>, limit: number, drops: boolean) {
    this.#source = source;
    this.#limit = limit;
    this.#drops = drops;
  }

  get dropped(): number {
    return this.#dropped.count;
  }

  [Symbol.asyncIterator](): BufferedReader<T> {
    return new BufferedReader(this.#source, this.#limit, this.#drops, this.#dropped);
  }
}

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/**
 * 1. Either values wait or readers do, never both.
 * 2. An end or error of the source is heard after the values that wait; an error once, then the reader is done.
 * 3. After `return` nothing waits, and the source is unsubscribed.
 */
class BufferedReader<T> implements AsyncIterator<T, undefined> {
  readonly #source: Observable<T>;
  readonly #limit: number;
  readonly #drops: boolean;
  readonly #dropped: { count: number };
  // A source that emits while it is being subscribed has no subscription to end yet.
  readonly #left: Subject<void> = new Subject();
  readonly #values: Queue<T> = new Queue();
  readonly #waiters: Queue<Waiter<T>> = new Queue();
  #isSubscribed = false;
  #isOver = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(source: Observable<T>, limit: number, drops: boolean, dropped: { count: number }) {
    this.#source = source;
    this.#limit = limit;
    this.#drops = drops;
    this.#dropped = dropped;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    this.#subscribe();
    return new Promise((resolve, reject) => {
      if (this.#values.size > 0) resolve({ done: false, value: this.#values.take() });
      else if (this.#isOver) this.#finish({ resolve, reject });
      else this.#waiters.put({ resolve, reject });
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error?: unknown): Promise<IteratorResult<T, undefined>> {
    this.#leave();
    return Promise.reject(error);
  }

  #subscribe(): void {
    if (this.#isSubscribed) return;
    this.#isSubscribed = true;
    this.#source.pipe(takeUntil(this.#left)).subscribe({
      next: (value) => this.#accept(value),
      error: (error) => this.#end({ error }),
      complete: () => this.#end(undefined),
    });
  }

  #accept(value: T): void {
    if (this.#waiters.size > 0) {
      this.#waiters.take().resolve({ done: false, value });
      return;
    }
    if (this.#values.size >= this.#limit) {
      if (!this.#drops) {
        this.#end({ error: overflowed(this.#limit) });
        this.#left.next();
        return;
      }
      this.#values.take();
      this.#dropped.count++;
    }
    this.#values.put(value);
  }

  #end(failure: { readonly error: unknown } | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = failure;
    while (this.#waiters.size > 0) this.#finish(this.#waiters.take());
  }

  #finish({ resolve, reject }: Waiter<T>): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure === undefined) resolve({ done: true, value: undefined });
    else reject(failure.error);
  }

  #leave(): void {
    this.#isSubscribed = true;
    this.#end(undefined);
    this.#failure = undefined;
    this.#values.clear();
    this.#left.next();
  }
}

/** First in, first out, in constant time: `Array.shift` moves everything that waits. */
class Queue<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  put(item: T): void {
    this.#items.push(item);
  }

  take(): T {
    const item = this.#items[this.#head] as T;
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) this.clear();
    else if (this.#head > 1_000 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}

function check(limit: number, overflow: string): void {
  if (!(limit === Number.POSITIVE_INFINITY || (Number.isInteger(limit) && limit > 0))) {
    throw new RunnableError(`toAsyncIterable needs a limit of at least 1, or Infinity; got ${limit}.`, {
      code: 'bad_config',
    });
  }
  if (!['error', 'drop-oldest', 'latest'].includes(overflow)) {
    throw new RunnableError(
      `toAsyncIterable knows the overflow policies error, drop-oldest and latest; got "${overflow}".`,
      { code: 'bad_config' },
    );
  }
}

function overflowed(limit: number): RunnableError {
  return new RunnableError(
    `More than ${limit} values wait for a reader that is slower than its source: read faster, filter before, or give toAsyncIterable a limit or an overflow policy.`,
    { code: 'buffer_overflow' },
  );
}
