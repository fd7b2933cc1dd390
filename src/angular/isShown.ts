import { type EventFilter, eventFilterKeys } from '../events/EventFilter.ts';
import type { RunEvent } from '../events/RunEvent.ts';
import { typeOfEvent } from '../events/typeOfEvent.ts';

/** Whether a filter shows an event: what `filterEvents` says, in less code. */
export function isShown(event: RunEvent, filter: EventFilter): boolean {
  const own = [[event.name], event.tags, [typeOfEvent(event)]];
  // Three that include, then three that exclude.
  const named = eventFilterKeys.map((key, i) => filter[key]?.some((one) => own[i % 3]!.includes(one)));
  return !named.includes(true, 3) && (named.includes(true) || !named.slice(0, 3).includes(false));
}
