import { config, firstValueFrom, lastValueFrom, type Subscription, take, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromAsyncIterable } from '../../operators/fromAsyncIterable.ts';

const never = (): Promise<never> => new Promise(() => undefined);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

const unheard = vi.fn();
beforeEach(() => {
  unheard.mockClear();
  config.onUnhandledError = unheard;
  config.onStoppedNotification = unheard;
});
afterEach(() => {
  config.onUnhandledError = null;
  config.onStoppedNotification = null;
  expect(unheard).not.toHaveBeenCalled();
});

async function* letters(): AsyncGenerator<string> {
  yield 'a';
  yield 'b';
}

describe('fromAsyncIterable', () => {
  it('emits the values and completes', async () => {
    expect(await lastValueFrom(fromAsyncIterable(letters).pipe(toArray()))).toEqual(['a', 'b']);
    expect(await lastValueFrom(fromAsyncIterable(letters()).pipe(toArray()))).toEqual(['a', 'b']);
  });

  it('completes at once when there is nothing', async () => {
    const empty = fromAsyncIterable(async function* () {});
    expect(await lastValueFrom(empty.pipe(toArray()))).toEqual([]);
  });

  it('reads anew at every subscription of a function', async () => {
    const made = vi.fn(letters);
    const values = fromAsyncIterable(made);
    expect(made).not.toHaveBeenCalled();
    await lastValueFrom(values.pipe(toArray()));
    expect(await lastValueFrom(values.pipe(toArray()))).toEqual(['a', 'b']);
    expect(made).toHaveBeenCalledTimes(2);
  });

  it('fails with what the iterable throws, after the values before it', async () => {
    const broken = new Error('broken');
    const seen: unknown[] = [];
    const values = fromAsyncIterable(async function* () {
      yield 1;
      throw broken;
    });
    await new Promise<void>((resolve) => {
      values.subscribe({
        next: (value) => seen.push(value),
        error: (error) => resolve(void seen.push(error)),
      });
    });
    expect(seen).toEqual([1, broken]);
  });

  it.each<[string, () => AsyncIterable<number>]>([
    ['the function', throwing],
    ['the iterator', () => ({ [Symbol.asyncIterator]: throwing })],
    ['next', () => ({ [Symbol.asyncIterator]: () => ({ next: throwing }) })],
  ])('turns a throw of %s into an error', async (_, source) => {
    await expect(firstValueFrom(fromAsyncIterable(source))).rejects.toThrow('broken');
  });

  it('leaves a generator that is stuck at once, and aborts its signal', async () => {
    let signal: AbortSignal | undefined;
    const cleaned = vi.fn();
    const values = fromAsyncIterable(async function* (given) {
      signal = given;
      try {
        yield 1;
        await new Promise((_, reject) => given.addEventListener('abort', () => reject(given.reason)));
      } finally {
        cleaned();
      }
    });
    let subscription: Subscription | undefined;
    await new Promise<void>((resolve) => {
      subscription = values.subscribe(() => resolve());
    });
    await settled();
    expect(signal?.aborted).toBe(false);
    subscription?.unsubscribe();
    expect(signal?.aborted).toBe(true);
    await settled();
    expect(cleaned).toHaveBeenCalledTimes(1);
  });

  it('calls return() without waiting for it, and swallows its failure', async () => {
    for (const answer of [
      never,
      () => Promise.reject(new Error('late')),
      () => undefined as never,
      throwing,
    ]) {
      const left = vi.fn(answer);
      const values = fromAsyncIterable({ [Symbol.asyncIterator]: () => ({ next: never, return: left }) });
      values.subscribe().unsubscribe();
      expect(left).toHaveBeenCalledTimes(1);
    }
    await settled();
  });

  it('ignores what comes after the subscriber has left', async () => {
    for (const settle of ['resolve', 'reject'] as const) {
      const late = { resolve: (_: IteratorResult<number>) => {}, reject: (_: unknown) => {} };
      const result = new Promise<IteratorResult<number>>((resolve, reject) =>
        Object.assign(late, { resolve, reject }),
      );
      const values = fromAsyncIterable({ [Symbol.asyncIterator]: () => ({ next: () => result }) });
      const next = vi.fn();
      values.subscribe({ next, error: next }).unsubscribe();
      if (settle === 'resolve') late.resolve({ done: false, value: 1 });
      else late.reject(new Error('late'));
      await settled();
      expect(next).not.toHaveBeenCalled();
    }
  });

  it('stops pulling inside the value at which it is left', async () => {
    const next = vi.fn(async () => ({ done: false as const, value: 1 }));
    const left = vi.fn(async () => ({ done: true as const, value: undefined }));
    const values = fromAsyncIterable({ [Symbol.asyncIterator]: () => ({ next, return: left }) });
    await lastValueFrom(values.pipe(take(2)));
    await settled();
    expect(next).toHaveBeenCalledTimes(2);
    expect(left).toHaveBeenCalledTimes(1);
  });

  it('does not call return() on an iterable that is done or has failed', async () => {
    const left = vi.fn();
    const done = { next: async () => ({ done: true as const, value: undefined }), return: left };
    await lastValueFrom(fromAsyncIterable({ [Symbol.asyncIterator]: () => done }).pipe(toArray()));
    const failed = { next: () => Promise.reject(new Error('broken')), return: left };
    await firstValueFrom(fromAsyncIterable({ [Symbol.asyncIterator]: () => failed })).catch(() => undefined);
    expect(left).not.toHaveBeenCalled();
  });

  it('cancels a stalled web stream at once', async () => {
    const cancelled = vi.fn();
    const stream = new ReadableStream<string>({
      start: (controller) => controller.enqueue('a'),
      cancel: cancelled,
    });
    let subscription: Subscription | undefined;
    const value = await new Promise((resolve) => {
      subscription = fromAsyncIterable(() => stream).subscribe(resolve);
    });
    expect(value).toBe('a');
    await settled();
    subscription?.unsubscribe();
    expect(cancelled).toHaveBeenCalledTimes(1);
  });
});

function throwing(): never {
  throw new Error('broken');
}
