import {
  firstValueFrom,
  lastValueFrom,
  map,
  Observable,
  of,
  Subject,
  Subscriber,
  UnsubscriptionError,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';

const failure = new Error('failed');
const joke = chain(fakeChatModel(['a', 'b', 'c']), stringParser());

const sink = (): { lines: string[]; next(event: RunEvent): void } => {
  const lines: string[] = [];
  return { lines, next: ({ event }) => void lines.push(event) };
};

describe('RunStream', () => {
  it('is an Observable: subscribe in all its forms, pipe', () => {
    const seen: unknown[] = [];
    const stream = joke.stream('hi');
    stream.subscribe((text) => seen.push(text));
    stream.subscribe({ next: (text) => seen.push(text), complete: () => seen.push('|') });
    stream.subscribe(null, null, () => seen.push('only the end'));
    stream.subscribe();
    stream.pipe(map((text) => text.toUpperCase())).subscribe((text) => seen.push(text));
    expect(seen).toEqual(['a', 'b', 'c', 'a', 'b', 'c', '|', 'only the end', 'A', 'B', 'C']);
  });

  it('feeds a Subject, and ends it', () => {
    const seen: unknown[] = [];
    const subject = new Subject<string>();
    subject.subscribe({ next: (text) => seen.push(text), complete: () => seen.push('|') });
    joke.stream('hi').subscribe(subject);
    expect(seen).toEqual(['a', 'b', 'c', '|']);
  });

  it('firstValueFrom of an invoke gives the whole and cancels nothing', async () => {
    const events = sink();
    expect(await firstValueFrom(joke.invoke('hi', { events }))).toBe('abc');
    expect(events.lines.at(-1)).toBe('on_chain_end');
    expect(events.lines.filter((line) => line.endsWith('_cancel'))).toEqual([]);
  });

  it('firstValueFrom of a stream takes one chunk and cancels', async () => {
    const events = sink();
    expect(await firstValueFrom(joke.stream('hi', { events }))).toBe('a');
    expect(events.lines.filter((line) => line.endsWith('_cancel'))).toHaveLength(3);
  });

  it('for await reads it, each loop a run of its own', async () => {
    const stream = joke.stream('hi');
    for (let i = 0; i < 2; i++) {
      const seen: string[] = [];
      for await (const text of stream) seen.push(text);
      expect(seen).toEqual(['a', 'b', 'c']);
    }
  });

  it('break, return and a throw leave the run', async () => {
    const source = new Subject<string>();
    const open = lambda(() => source);
    for (const leave of ['break', 'throw']) {
      const events = sink();
      const reading = (async () => {
        for await (const _ of open.stream('x', { events })) {
          if (leave === 'break') break;
          throw failure;
        }
      })();
      source.next('a');
      await reading.catch((error) => expect(error).toBe(failure));
      expect(source.observed).toBe(false);
      expect(events.lines.at(-1)).toBe('on_chain_cancel');
    }
  });

  it('an error is thrown in the loop, behind the chunks that came before', async () => {
    const seen: unknown[] = [];
    const failing = chain(fakeChatModel(['a', 'b'], { failAt: 1, error: failure }), stringParser());
    await expect(
      (async () => {
        for await (const text of failing.stream('hi')) seen.push(text);
      })(),
    ).rejects.toBe(failure);
    expect(seen).toEqual(['a']);
  });

  it('more than 100,000 values that wait end the loop with buffer_overflow', async () => {
    const many = lambda(() => of(...new Array<number>(50_000).fill(1)));
    const source = new Subject<number>();
    const iterator = lambda(() => source)
      .stream('x')
      [Symbol.asyncIterator]();
    const first = iterator.next();
    for (let i = 0; i < 100_002; i++) source.next(i);
    expect(await first).toEqual({ done: false, value: 0 });
    let count = 0;
    await expect(
      (async () => {
        for (;;) {
          const { done } = await iterator.next();
          if (done === true) return;
          count++;
        }
      })(),
    ).rejects.toMatchObject({ code: 'buffer_overflow' });
    expect(count).toBe(100_000);
    expect(source.observed).toBe(false);
    expect(await lastValueFrom(many.invoke('x'))).toBe(1);
  });

  it('has no `then`: await gives the stream itself', async () => {
    const stream = joke.invoke('hi');
    expect(await stream).toBe(stream);
  });

  it('a subscriber that is closed already opens nothing', () => {
    const events = sink();
    const closed = new Subscriber<unknown>();
    closed.unsubscribe();
    let calls = 0;
    lambda(() => ++calls)
      .stream('x', { events })
      .subscribe(closed);
    joke.streamEvents('hi', { events }).subscribe(closed as never);
    expect(calls).toBe(0);
    expect(events.lines).toEqual([]);
  });

  describe('a teardown of the user that throws', () => {
    const throwing = (end: (subscriber: Subscriber<string>) => void) =>
      chain(
        lambda(
          () =>
            new Observable<string>((subscriber) => {
              queueMicrotask(() => {
                try {
                  end(subscriber);
                } catch {
                  // It is the producer that hears of its own teardown.
                }
              });
              return () => {
                throw failure;
              };
            }),
          { name: 'throwing' },
        ),
        stringParser(),
      );

    it('is heard by who unsubscribes, and all that is open tells its cancel', () => {
      const events = sink();
      const subscription = throwing(() => undefined)
        .stream('x', { events })
        .subscribe();
      expect(() => subscription.unsubscribe()).toThrow(UnsubscriptionError);
      expect(events.lines).toEqual([
        'on_chain_start',
        'on_chain_start',
        'on_chain_cancel',
        'on_chain_cancel',
      ]);
    });

    it('keeps neither an end nor an error from going on', async () => {
      const seen: unknown[] = [];
      const observer = {
        next: (text: string) => seen.push(text),
        error: (error: unknown) => seen.push(error),
        complete: () => seen.push('|'),
      };
      throwing((subscriber) => {
        subscriber.next('a');
        subscriber.complete();
      })
        .stream('x')
        .subscribe(observer);
      await Promise.resolve();
      throwing((subscriber) => subscriber.error('broken'))
        .stream('x')
        .subscribe(observer);
      await Promise.resolve();
      expect(seen).toEqual(['a', '|', 'broken']);
    });
  });
});
