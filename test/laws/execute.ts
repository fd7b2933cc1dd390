import { type Observable, Subscriber, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { RunEvent } from '../../src/index.ts';
import type { World } from './World.ts';

/** What one subscription gave, in virtual time. */
export interface Outcome {
  readonly log: Entry[];
  readonly events: RunEvent[];
  /** What broke the rules of an Observable, or came after the subscriber had left. */
  readonly faults: string[];
  /** Subscriptions of sources still open at the end. */
  open: number;
}

export type Entry = readonly [frame: number, kind: 'N' | 'E' | 'C', value?: unknown];

/** When the subscriber leaves, if it does: inside its i-th chunk, or at a frame. */
export interface Leave {
  readonly atChunk?: number | undefined;
  readonly atFrame?: number | undefined;
}

/** Runs code under a TestScheduler until nothing is scheduled any more. */
export function virtually<T>(work: (now: () => number) => T): T {
  const scheduler = new TestScheduler(() => undefined);
  return scheduler.run(({ flush }) => {
    const result = work(() => scheduler.now());
    flush();
    return result;
  });
}

/** A subscriber that writes down what it gets, and can be left from anywhere. */
export class Recorder extends Subscriber<unknown> {
  readonly outcome: Outcome = { log: [], events: [], faults: [], open: 0 };
  readonly #world: World;
  readonly #now: () => number;
  readonly #atChunk: number | undefined;
  hasLeft = false;
  onChunk: ((index: number) => void) | undefined;
  #chunks = 0;

  constructor(world: World, now: () => number, atChunk?: number) {
    super();
    this.#world = world;
    this.#now = now;
    this.#atChunk = atChunk;
  }

  override next(value: unknown): void {
    if (this.isStopped) return;
    this.#write('N', value);
    const index = this.#chunks++;
    this.onChunk?.(index);
    if (index === this.#atChunk) this.leave();
  }

  override error(error: unknown): void {
    if (this.isStopped) return;
    this.#write('E', error);
    this.#world.isOver = true;
    this.isStopped = true;
    this.unsubscribe();
  }

  override complete(): void {
    if (this.isStopped) return;
    this.#write('C');
    this.#world.isOver = true;
    this.isStopped = true;
    this.unsubscribe();
  }

  leave(): void {
    if (this.hasLeft || this.isStopped) return;
    this.hasLeft = true;
    this.unsubscribe();
    this.#world.isOver = true;
  }

  #write(kind: Entry[1], value?: unknown): void {
    const { log, faults } = this.outcome;
    if (this.hasLeft) faults.push(`${kind} after the subscriber has left`);
    const last = log.at(-1);
    if (last !== undefined && last[1] !== 'N') faults.push(`${kind} after ${last[1]}`);
    log.push(kind === 'C' ? [this.#now(), kind] : [this.#now(), kind, value]);
  }
}

/** Subscribes in virtual time and writes down what comes. */
export function execute(
  world: World,
  open: () => Observable<unknown>,
  { atChunk, atFrame }: Leave = {},
): Outcome {
  const { outcome } = virtually((now) => {
    const recorder = new Recorder(world, now, atChunk);
    if (atFrame !== undefined) timer(atFrame).subscribe(() => recorder.leave());
    open().subscribe(recorder);
    return recorder;
  });
  outcome.open = world.open;
  return outcome;
}
