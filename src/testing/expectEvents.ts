import { type Observable, tap } from 'rxjs';
import type { RunEvent } from '../events/RunEvent.ts';
import { assertLines } from './assertLines.ts';
import { checkSubscription } from './checkSubscription.ts';
import { eventLine } from './eventLine.ts';
import type { MarbleContext } from './MarbleContext.ts';

export interface EventsExpectation {
  /** Lines of `"<ms> <event> <name>"`, all of them, in their order. */
  toBe(lines: readonly string[]): void;
}

/** Subscribes events at `^` (or 0) until `!`, and compares what came with lines: events are denser than marbles can say. */
export function expectEvents(
  context: MarbleContext,
  events: Observable<RunEvent>,
  subscription?: string,
): EventsExpectation {
  checkSubscription(subscription, 'm.expectEvents');
  const told: string[] = [];
  const { scheduler, helpers } = context;
  helpers.expectObservable(
    events.pipe(tap((event) => void told.push(eventLine(scheduler.frame, event)))),
    subscription,
  );
  return { toBe: (lines) => context.check(() => assertLines(told, lines)) };
}
