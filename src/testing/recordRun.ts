import { asyncScheduler } from 'rxjs';
import type { RunEvent } from '../events/RunEvent.ts';
import type { Runnable } from '../Runnable.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { SinkPair } from '../run/SinkPair.ts';
import type { RecordedEvent } from './recordEvents.ts';

/** A run as it has gone so far. */
export interface RunRecord<Chunk> {
  readonly chunks: readonly Chunk[];
  readonly events: readonly RecordedEvent[];
  /** How it ended; `undefined` while it is under way. */
  readonly outcome: 'end' | 'error' | 'cancel' | undefined;
  /** What it failed with, or the reason of the signal that cancelled it. */
  readonly error?: unknown;
  /** Leaves the run, which cancels it. */
  stop(): void;
}

/**
 * Runs a runnable at once and writes down what it gives and tells. The record fills as the run proceeds; nothing is thrown.
 *
 * @example
 * const run = recordRun(chain(model, stringParser()), 'hi');
 * run.chunks; // ['Hel', 'lo']
 */
export function recordRun<In, Out, Chunk>(
  runnable: Runnable<In, Out, Chunk>,
  input: In,
  config: RunConfig = {},
): RunRecord<Chunk> {
  const chunks: Chunk[] = [];
  const events: RecordedEvent[] = [];
  const record: { -readonly [K in keyof RunRecord<Chunk>]: RunRecord<Chunk>[K] } = {
    chunks,
    events,
    outcome: undefined,
    stop: () => {
      subscription.unsubscribe();
      record.outcome ??= 'cancel';
    },
  };
  let start: number | undefined;
  const sink = {
    next: (event: RunEvent): void => {
      const now = asyncScheduler.now();
      start ??= now;
      events.push({ time: now - start, event });
    },
  };
  const all = config.events === undefined ? sink : new SinkPair(config.events, sink);
  const subscription = runnable.stream(input, { ...config, events: all }).subscribe({
    next: (chunk) => void chunks.push(chunk),
    error: (error: unknown) => {
      record.outcome = isCancelled(events) ? 'cancel' : 'error';
      record.error = error;
    },
    complete: () => {
      record.outcome = 'end';
    },
  });
  return record;
}

/** Whether the first run of all was cancelled: it is the last to say so. */
function isCancelled(events: readonly RecordedEvent[]): boolean {
  return events.at(-1)?.event.event.endsWith('_cancel') === true;
}
