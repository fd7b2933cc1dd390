import type { RunEvent } from './RunEvent.ts';
import type { RunType } from './RunType.ts';

/** The type of the run that tells an event; of a custom event its own name. */
export function typeOfEvent(event: RunEvent): RunType | (string & {}) {
  return event.event === 'on_custom_event' ? event.name : event.event.slice(3, event.event.lastIndexOf('_'));
}
