import { defer, filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { EventFilter } from '../src/events/EventFilter.ts';
import type { RunEvent } from '../src/events/RunEvent.ts';
import { EventSelection } from './EventSelection.ts';

/**
 * Lets through the events of the runs that the filter shows: any include list that names them lets them in, then any
 * exclude list that names them keeps them out. Ids, parents and payloads stay as they are; what is hidden still counts.
 *
 * Completes, fails and is torn down with its source. A key that a filter does not have, or a value that is no list, throws
 * at once (`unknown_filter`, `bad_filter`). A run is decided once, and forgotten when it is over.
 *
 * @example
 * chain.streamEvents(input).pipe(filterEvents({ includeTypes: ['chat_model'], excludeTags: ['draft'] }));
 */
export function filterEvents<Event extends RunEvent = RunEvent>(
  shown: EventFilter,
): MonoTypeOperatorFunction<Event> {
  const selection = new EventSelection(shown);
  return (events) =>
    defer(() => {
      const isShown = selection.perRun();
      return events.pipe(filter<Event>(isShown));
    });
}
