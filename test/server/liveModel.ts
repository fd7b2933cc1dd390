import { Observable, type Subscriber } from 'rxjs';
import { expect, vi } from 'vitest';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { type ChatModel, chatModel } from '../../src/models/chatModel.ts';

export interface LiveModel {
  readonly model: ChatModel;
  /** How many runs were started, and how many of them are over. */
  readonly opened: number;
  readonly closed: number;
  /** To all runs that are open. */
  send(...texts: readonly string[]): void;
  end(): void;
  fail(error: unknown): void;
  /** Resolves when that many runs have been started, or are over. */
  untilOpened(count: number): Promise<unknown>;
  untilClosed(count: number): Promise<unknown>;
}

/** A model that says what the test tells it to, and counts who listens. */
export function liveModel(): LiveModel {
  const open = new Set<Subscriber<AIMessageChunk>>();
  const counts = { opened: 0, closed: 0 };
  const model = chatModel({
    name: 'LiveModel',
    stream: () =>
      new Observable<AIMessageChunk>((subscriber) => {
        counts.opened++;
        open.add(subscriber);
        return () => {
          counts.closed++;
          open.delete(subscriber);
        };
      }),
  });
  const until = (name: 'opened' | 'closed', count: number): Promise<unknown> =>
    vi.waitFor(() => expect(counts[name]).toBe(count), { timeout: 10_000, interval: 2 });
  return {
    model,
    get opened() {
      return counts.opened;
    },
    get closed() {
      return counts.closed;
    },
    send: (...texts) => {
      for (const text of texts) for (const subscriber of [...open]) subscriber.next(aiChunk(text));
    },
    end: () => {
      for (const subscriber of [...open]) subscriber.complete();
    },
    fail: (error) => {
      for (const subscriber of [...open]) subscriber.error(error);
    },
    untilOpened: (count) => until('opened', count),
    untilClosed: (count) => until('closed', count),
  };
}
