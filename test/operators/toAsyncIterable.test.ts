import { EMPTY, NEVER, Observable, of, range, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { toAsyncIterable } from '../../operators/toAsyncIterable.ts';

const all = async <T>(values: AsyncIterable<T>): Promise<T[]> => {
  const seen: T[] = [];
  for await (const value of values) seen.push(value);
  return seen;
};

describe('toAsyncIterable', () => {
  it('gives the values in order and ends', async () => {
    expect(await all(toAsyncIterable()(of(1, 2, 3)))).toEqual([1, 2, 3]);
    expect(await all(toAsyncIterable()(EMPTY))).toEqual([]);
  });

  it('subscribes when the first value is asked for, once per loop', async () => {
    let subscriptions = 0;
    const values = toAsyncIterable()(
      new Observable<number>((subscriber) => {
        subscriber.next(++subscriptions);
        subscriber.complete();
      }),
    );
    const reader = values[Symbol.asyncIterator]();
    expect(subscriptions).toBe(0);
    expect(await reader.next()).toEqual({ done: false, value: 1 });
    expect(await all(values)).toEqual([2]);
  });

  it('throws the error of the source after the values that wait, once', async () => {
    const broken = new Error('broken');
    const source = new Subject<number>();
    const reader = toAsyncIterable()(source)[Symbol.asyncIterator]();
    const first = reader.next();
    source.next(1);
    source.next(2);
    source.error(broken);
    expect(await first).toEqual({ done: false, value: 1 });
    expect(await reader.next()).toEqual({ done: false, value: 2 });
    await expect(reader.next()).rejects.toBe(broken);
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    await expect(all(toAsyncIterable()(throwError(() => broken)))).rejects.toBe(broken);
  });

  it('serves several readers that wait in the order of asking', async () => {
    const source = new Subject<number>();
    const reader = toAsyncIterable()(source)[Symbol.asyncIterator]();
    const asked = [reader.next(), reader.next(), reader.next()];
    source.next(1);
    source.next(2);
    source.complete();
    expect(await Promise.all(asked)).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: undefined },
    ]);
  });

  it('unsubscribes at a break', async () => {
    const source = new Subject<number>();
    const seen: number[] = [];
    setTimeout(() => source.next(1));
    for await (const value of toAsyncIterable()(source)) {
      seen.push(value);
      break;
    }
    expect(seen).toEqual([1]);
    expect(source.observed).toBe(false);
  });

  it('releases a reader that waits when it is left', async () => {
    const reader = toAsyncIterable()(NEVER)[Symbol.asyncIterator]();
    const asked = reader.next();
    expect(await reader.return?.()).toEqual({ done: true, value: undefined });
    expect(await asked).toEqual({ done: true, value: undefined });
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it('drops what waits and a failure when it is left', async () => {
    const source = new Subject<number>();
    const reader = toAsyncIterable()(source)[Symbol.asyncIterator]();
    const first = reader.next();
    source.next(1);
    source.next(2);
    source.error(new Error('broken'));
    await first;
    await expect(reader.throw?.(new Error('mine'))).rejects.toThrow('mine');
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it('never subscribes when it is left before the first value', async () => {
    let isSubscribed = false;
    const source = new Observable<number>(() => {
      isSubscribed = true;
    });
    const reader = toAsyncIterable()(source)[Symbol.asyncIterator]();
    await reader.return?.();
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    expect(isSubscribed).toBe(false);
  });

  it('fails with buffer_overflow behind the values that wait, and leaves the source', async () => {
    let isLeft = false;
    let sent = 0;
    const source = new Observable<number>((subscriber) => {
      subscriber.add(() => {
        isLeft = true;
      });
      while (!subscriber.closed) subscriber.next(sent++);
    });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const value of toAsyncIterable({ limit: 3 })(source)) seen.push(value);
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'buffer_overflow',
      message: expect.stringContaining('More than 3 values wait'),
    });
    expect(seen).toEqual([0, 1, 2]);
    expect(isLeft).toBe(true);
    expect(sent).toBe(4);
  });

  it('lets 100,000 values wait by default', async () => {
    expect(await all(toAsyncIterable()(range(0, 100_000)))).toHaveLength(100_000);
    await expect(all(toAsyncIterable()(range(0, 100_001)))).rejects.toMatchObject({
      code: 'buffer_overflow',
    });
  });

  it('drop-oldest keeps the newest and counts the rest', async () => {
    const values = toAsyncIterable({ limit: 2, overflow: 'drop-oldest' })(range(0, 10));
    expect(await all(values)).toEqual([8, 9]);
    expect(values.dropped).toBe(8);
  });

  it('latest keeps one, whatever the limit', async () => {
    const values = toAsyncIterable({ limit: 5, overflow: 'latest' })(range(0, 10));
    expect(await all(values)).toEqual([9]);
    expect(values.dropped).toBe(9);
    await all(values);
    expect(values.dropped).toBe(18);
  });

  it('drops nothing for a reader that keeps up', async () => {
    const source = new Subject<number>();
    const values = toAsyncIterable({ overflow: 'latest' })(source);
    const reader = values[Symbol.asyncIterator]();
    for (let i = 0; i < 5; i++) {
      const asked = reader.next();
      source.next(i);
      expect((await asked).value).toBe(i);
    }
    expect(values.dropped).toBe(0);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a limit of %s when it is built', (limit) => {
    expect(() => toAsyncIterable({ limit })).toThrowError(expect.objectContaining({ code: 'bad_config' }));
  });

  it('refuses an unknown policy when it is built', () => {
    expect(() => toAsyncIterable({ overflow: 'newest' as never })).toThrowError(
      expect.objectContaining({ code: 'bad_config', message: expect.stringContaining('newest') }),
    );
  });
});
