import type { EventFilter } from '../events/EventFilter.ts';
import type { RunEvent } from '../events/RunEvent.ts';
import { typeOfEvent } from '../events/typeOfEvent.ts';

/** Whether a filter shows an event: what `filterEvents` says, in less code. */
export function isShown(event: RunEvent, filter: EventFilter): boolean {
  const own = { Names: [event.name], Tags: event.tags, Types: [typeOfEvent(event)] };
  const namedBy = (word: 'include' | 'exclude'): readonly (boolean | undefined)[] =>
    keys.map((key) => filter[`${word}${key}`]?.some((one) => own[key].includes(one)));
  const included = namedBy('include');
  return (included.includes(true) || !included.includes(false)) && !namedBy('exclude').includes(true);
}

const keys = ['Names', 'Tags', 'Types'] as const;
