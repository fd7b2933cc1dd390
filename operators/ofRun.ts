import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { RunEvent } from '../src/events/RunEvent.ts';

/**
 * Lets through the events of one run and of everything that runs inside it, custom events included. The id is the `run_id`
 * of an event, or the `runId` that a call was given. Completes, fails and is torn down with its source, not with the run.
 *
 * @example
 * const events = new Subject<RunEvent>();
 * events.pipe(ofRun('answer-1')).subscribe(show);
 * chain.stream(input, { runId: 'answer-1', events }).subscribe(print);
 */
export function ofRun<Event extends RunEvent = RunEvent>(id: string): MonoTypeOperatorFunction<Event> {
  return filter((event) => event.run_id === id || event.parent_ids.includes(id));
}
