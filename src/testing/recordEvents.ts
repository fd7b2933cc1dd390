import { catchError, EMPTY, map, type OperatorFunction, timestamp, toArray } from 'rxjs';
import type { RunEvent } from '../events/RunEvent.ts';

/** An event with its time in milliseconds since the first one; virtual in a marble test. */
export interface RecordedEvent {
  readonly time: number;
  readonly event: RunEvent;
}

/**
 * All events of a run with their times, as one list when the run ends or fails; then it completes, since a failure is an event
 * in the list. Without events the list is empty. Unsubscribing leaves the run.
 *
 * @example
 * chain.streamEvents('hi').pipe(recordEvents()).subscribe((events) => show(drawRun(events)));
 */
export function recordEvents(): OperatorFunction<RunEvent, readonly RecordedEvent[]> {
  return (events) =>
    events.pipe(
      catchError(() => EMPTY),
      timestamp(),
      toArray(),
      map((list) =>
        list.map(({ timestamp, value }) => ({ time: timestamp - list[0]!.timestamp, event: value })),
      ),
    );
}
