import { firstValueFrom, NEVER, type Observable, of, Subject, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { generator } from '../../src/runnables/generator.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';

const failure = new Error('thrown by the user');

const log: string[] = [];
const shout = generator(async function* shout(chunks: AsyncIterable<string>, config) {
  config.signal?.addEventListener('abort', () => log.push('aborted'));
  try {
    for await (const text of chunks) yield text.toUpperCase();
  } finally {
    log.push('returned');
  }
});

interface Seen {
  readonly values: unknown[];
  end?: unknown;
}

function watch(source: Observable<unknown>): Seen & { stop(): void } {
  const seen: Seen & { stop(): void } = { values: [], stop: () => subscription.unsubscribe() };
  const subscription = source.subscribe({
    next: (value) => seen.values.push(value),
    error: (error) => {
      seen.end = error;
    },
    complete: () => {
      seen.end = '|';
    },
  });
  return seen;
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('generator', () => {
  beforeEach(() => {
    log.length = 0;
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('says so where the function is no async generator', async () => {
    for (const fn of [
      function* plain() {
        yield 1;
      },
      () => 5,
      () => undefined,
    ]) {
      const failing = firstValueFrom(generator(fn as never).stream('x'));
      await expect(failing).rejects.toMatchObject({
        code: 'bad_step',
        message: expect.stringContaining('async function*'),
      });
    }
  });

  it('gives what it yields as it comes', async () => {
    const source = new Subject<string>();
    const seen = watch(source.pipe(shout));
    source.next('a');
    await settle();
    expect(seen.values).toEqual(['A']);
    source.next('b');
    source.complete();
    await settle();
    expect(seen).toMatchObject({ values: ['A', 'B'], end: '|' });
    expect(log).toEqual(['returned']);
  });

  it('a stream goes through chunk by chunk; invoke joins what it yields', async () => {
    const model = fakeChatModel(['Hel', 'lo'], { chunkDelay: 10 });
    const seen = watch(chain(model, stringParser(), shout).stream('hi'));
    const whole = watch(chain(model, stringParser(), shout).invoke('hi'));
    await vi.advanceTimersByTimeAsync(10);
    expect(seen.values).toEqual(['HEL']);
    expect(whole.values).toEqual([]);
    await vi.advanceTimersByTimeAsync(10);
    expect(seen).toMatchObject({ values: ['HEL', 'LO'], end: '|' });
    expect(whole).toMatchObject({ values: ['HELLO'], end: '|' });
  });

  it('empty source: the loop over the chunks ends at once', async () => {
    const seen = watch(of<string>().pipe(shout));
    await settle();
    expect(seen).toMatchObject({ values: [], end: '|' });
  });

  it('never', async () => {
    const seen = watch(NEVER.pipe(shout));
    await settle();
    expect(seen.values).toEqual([]);
    expect(seen).not.toHaveProperty('end');
    seen.stop();
  });

  it('source error: thrown in the loop, then the error of the run, unchanged', async () => {
    const seen = watch(throwError(() => failure).pipe(shout));
    await settle();
    expect(seen.end).toBe(failure);
  });

  it('a source error can be caught in the generator', async () => {
    const careful = generator(async function* careful(chunks: AsyncIterable<string>) {
      try {
        for await (const chunk of chunks) yield chunk;
      } catch (error) {
        yield `caught ${(error as Error).message}`;
      }
    });
    const seen = watch(throwError(() => failure).pipe(careful));
    await settle();
    expect(seen).toMatchObject({ values: ['caught thrown by the user'], end: '|' });
  });

  it('an error of the generator tears the source down and goes through unchanged', async () => {
    const source = new Subject<string>();
    const throwing = generator(async function* throwing(chunks: AsyncIterable<string>) {
      for await (const chunk of chunks) {
        if (chunk === 'b') throw failure;
        yield chunk;
      }
    });
    const seen = watch(source.pipe(throwing));
    source.next('a');
    source.next('b');
    await settle();
    expect(seen.values).toEqual(['a']);
    expect(seen.end).toBe(failure);
    expect(source.observed).toBe(false);
  });

  it('a function that throws at once instead of giving a generator', async () => {
    const throwing = generator(() => {
      throw failure;
    });
    const seen = watch(of('x').pipe(throwing));
    await settle();
    expect(seen.end).toBe(failure);
  });

  it('leaving early returns the generator, fires the signal and tears the source down at once', async () => {
    const source = new Subject<string>();
    const seen = watch(source.pipe(shout));
    source.next('a');
    await settle();
    seen.stop();
    expect(source.observed).toBe(false);
    await settle();
    expect([...log].sort()).toEqual(['aborted', 'returned']);
    expect(seen.values).toEqual(['A']);
  });

  it('a generator that returns early cancels what is open upstream, then completes', async () => {
    const source = new Subject<string>();
    const first = generator(async function* first(chunks: AsyncIterable<string>) {
      for await (const chunk of chunks) {
        yield chunk;
        return;
      }
    });
    const seen = watch(source.pipe(first));
    source.next('a');
    await settle();
    expect(seen).toMatchObject({ values: ['a'], end: '|' });
    expect(source.observed).toBe(false);
  });

  it('a generator that ignores its input', async () => {
    const constant = generator(async function* constant() {
      yield 1;
      yield 2;
    });
    const seen = watch(
      chain(
        lambda((n: number) => n),
        constant,
      ).stream(5),
    );
    await settle();
    expect(seen).toMatchObject({ values: [1, 2], end: '|' });
  });

  it('a second subscription is a generator of its own', async () => {
    const shouted = of('a', 'b').pipe(shout);
    const one = watch(shouted);
    const two = watch(shouted);
    await settle();
    expect(one.values).toEqual(['A', 'B']);
    expect(two.values).toEqual(['A', 'B']);
  });

  it('has the name of its function', () => {
    expect(shout.name).toBe('shout');
    expect(generator(async function* () {}).name).toBe('RunnableGenerator');
    expect(shout.withConfig({ runName: 'loud' }).name).toBe('loud');
  });
});
