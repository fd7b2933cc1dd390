import { drawRun } from '../diagrams/drawRun.ts';
import type { RunEvent } from '../events/RunEvent.ts';
import type { Runnable } from '../Runnable.ts';
import { assertLines } from './assertLines.ts';
import { checkSubscription } from './checkSubscription.ts';
import { eventLine } from './eventLine.ts';
import type { MarbleContext } from './MarbleContext.ts';
import type { RecordedEvent } from './recordEvents.ts';
import { sequentialIds } from './sequentialIds.ts';

/** What one run gave and told; any of it may be asserted. */
export interface RunExpectation {
  /** The output, as `m.expectObservable(…).toBe` compares it. */
  toStream(marbles: string, values?: Readonly<Record<string, unknown>>, error?: unknown): RunExpectation;
  /** All events, also those after the subscriber left: lines of `"<ms> <event> <name>"`. */
  toTell(lines: readonly string[]): RunExpectation;
  /** The run as `drawRun` draws it, 100 columns wide. */
  toDraw(picture: string): RunExpectation;
}

/** Runs a runnable once, from `^` (or 0) until `!`, with a sink of its own and the run ids r1, r2, … in the order of opening. */
export function expectRun<In, Out, Chunk>(
  context: MarbleContext,
  runnable: Runnable<In, Out, Chunk>,
  input: In,
  subscription?: string,
): RunExpectation {
  checkSubscription(subscription, 'm.expectRun');
  const told: string[] = [];
  const recorded: RecordedEvent[] = [];
  let begin = 0;
  const { scheduler, helpers } = context;
  const events = {
    next: (event: RunEvent) => {
      if (recorded.length === 0) begin = scheduler.frame;
      recorded.push({ time: scheduler.frame - begin, event });
      told.push(eventLine(scheduler.frame, event));
    },
  };
  const output = helpers.expectObservable(
    runnable.stream(input, { events, newRunId: sequentialIds() }),
    subscription,
  );
  const expectation: RunExpectation = {
    toStream: (marbles, values, error) => {
      output.toBe(marbles, values, error);
      return expectation;
    },
    toTell: (lines) => {
      context.check(() => assertLines(told, lines));
      return expectation;
    },
    toDraw: (picture) => {
      context.check(() =>
        assertLines(drawRun(recorded, { width: 100 }).split('\n'), picture.split('\n'), 'drawings'),
      );
      return expectation;
    },
  };
  return expectation;
}
