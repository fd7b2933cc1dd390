import { asyncScheduler } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { followRun } from '../../src/server/followRun.ts';
import { readPieces } from '../../src/server/readPieces.ts';

afterEach(() => vi.restoreAllMocks());

const text = Array.from({ length: 20_000 }, (_, i) => `${i} é🦜`).join(' ');

function body(bytes: Uint8Array, size = bytes.length): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.subarray(at, at + size));
      controller.close();
    },
  });
}

/** A clock by which every piece keeps the thread for so long. */
function slowBy(milliseconds: number): void {
  let now = 0;
  vi.spyOn(asyncScheduler, 'now').mockImplementation(() => {
    now += milliseconds;
    return now;
  });
}

/** What comes, each with the number of the turn of the event loop in which it came. */
async function inTurns<T>(read: (next: (value: T) => void) => Promise<void>): Promise<[T, number][]> {
  const told: [T, number][] = [];
  let turn = 0;
  const count = (): void => {
    turn++;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  await read((value) => told.push([value, turn]));
  clearImmediate(counting);
  return told;
}

function pieces(stream: ReadableStream<Uint8Array>): Promise<[string, number][]> {
  return inTurns((next) => readPieces(stream.getReader(), next));
}

describe('readPieces', () => {
  it.each([1_000, 4_096, 50_001, undefined])(
    'loses nothing and keeps the order, with pauses and without (read by %s)',
    async (size) => {
      const bytes = new TextEncoder().encode(text);
      for (const milliseconds of [0, 3, 20]) {
        slowBy(milliseconds);
        const told = await pieces(body(bytes, size));
        expect(told.map(([piece]) => piece).join('')).toBe(text);
        expect(told.every(([piece]) => piece.length <= 4_096)).toBe(true);
      }
    },
  );

  it.each([
    ['a letter of two bytes', 'é'],
    ['a letter of three', '가'],
    ['a letter of four', '🦜'],
    ['a mark that is a byte order mark elsewhere', '\uFEFF'],
    ['what is no text', Uint8Array.of(0xff)],
    ['half a letter before ASCII', Uint8Array.of(0xf0, 0x9f, 0x61)],
  ])('reads %s as TextDecoder does, at each place and each cut', async (_, letter) => {
    const whole = Buffer.concat([
      Buffer.from('plain '),
      typeof letter === 'string' ? Buffer.from(letter) : letter,
      Buffer.from(' plain'),
    ]);
    for (let cut = 1; cut < whole.length; cut++) {
      const told = await pieces(body(whole, cut));
      expect(told.map(([piece]) => piece).join('')).toBe(new TextDecoder().decode(whole));
    }
  });

  it('begins a new task when the thread has been kept for more than 4 ms, and only then', async () => {
    const bytes = new TextEncoder().encode('x'.repeat(4_096 * 12));
    const turns = async (milliseconds: number): Promise<number> => {
      slowBy(milliseconds);
      return new Set((await pieces(body(bytes))).map(([, turn]) => turn)).size;
    };
    expect(await turns(20)).toBe(12);
    expect(await turns(2)).toBe(4);
    expect(await turns(0)).toBe(1);
  });

  describe('in followRun', () => {
    const sent = Array.from({ length: 3_000 }, (_, i) => ({
      event: 'on_chain_stream',
      data: { chunk: `token ${i} 🦜` },
    }));
    const frames = sent.map((event, i) => `id: r:${i + 1}\ndata: ${JSON.stringify(event)}\n\n`);
    const stream = (): Response =>
      new Response(body(new TextEncoder().encode(`${frames.join('')}event: end\nid: r:9999\ndata: {}\n\n`)), {
        headers: { 'content-type': 'text/event-stream' },
      });

    it('hands a large answer on in several tasks, each event once and in order', async () => {
      slowBy(20);
      const told = await inTurns<RunEvent>(
        (next) =>
          new Promise((complete, error) =>
            followRun('http://localhost/', { input: 'x', fetch: async () => stream() }).subscribe({
              next,
              complete,
              error,
            }),
          ),
      );
      expect(told.map(([event]) => event)).toEqual(sent);
      const size = Buffer.byteLength(frames.join(''));
      expect(new Set(told.map(([, turn]) => turn)).size).toBe(Math.ceil(size / 4_096));
    });

    it('closes the connection when it is left in a pause, and hands nothing on after it', async () => {
      slowBy(20);
      let signal: AbortSignal | null | undefined;
      const cancelled = vi.fn();
      const bytes = new TextEncoder().encode(frames.join(''));
      const endless = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(bytes),
        cancel: cancelled,
      });
      const seen: unknown[] = [];
      const atUnsubscribe = await new Promise<number>((resolve) => {
        const run = followRun('http://localhost/', {
          input: 'x',
          leave: 'detach',
          fetch: async (_, init) => {
            signal = init?.signal;
            return new Response(endless, { headers: { 'content-type': 'text/event-stream' } });
          },
        }).subscribe((event) => {
          // The answer is there whole, so that only a pause lets another task run before its end.
          if (seen.push(event) > 1) return;
          setImmediate(() => {
            run.unsubscribe();
            resolve(seen.length);
          });
        });
      });
      expect(signal?.aborted).toBe(true);
      expect(cancelled).toHaveBeenCalledOnce();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(seen.length).toBe(atUnsubscribe);
      expect(atUnsubscribe).toBeLessThan(sent.length);
    });
  });
});
