import { DestroyRef, type Injector, type Signal, signal, untracked } from '@angular/core';
import type { Observable } from 'rxjs';
import { type EventFilter, eventFilterKeys } from '../events/EventFilter.ts';
import type { RunEvent } from '../events/RunEvent.ts';
import { injectorOf } from './injectorOf.ts';
import { isShown } from './isShown.ts';
import { pace } from './pace.ts';
import { refuse } from './refuse.ts';

export interface InjectEventsOptions {
  /** Which events are kept, as in `filterEvents`. */
  readonly filter?: EventFilter | undefined;
  /** How many are kept at most, the newest; default 1,000. */
  readonly limit?: number | undefined;
  /** At most one write of the signal per frame, or per so many ms. */
  readonly coalesce?: 'frame' | number | undefined;
  readonly injector?: Injector | undefined;
}

/**
 * The events of a run as a list, the newest last, emptied when a new root run starts. It is left as it is when the source
 * completes or fails; the end of the injector unsubscribes. Needs an injection context or an `injector`.
 *
 * @example
 * const events = injectEvents(joke, { filter: { includeTypes: ['chat_model'] }, limit: 100 });
 */
export function injectEvents(
  source: { readonly events$: Observable<RunEvent> } | Observable<RunEvent>,
  options: InjectEventsOptions = {},
): Signal<readonly RunEvent[]> {
  const injector = injectorOf(injectEvents, options.injector);
  const { limit = 1_000, filter = {} } = options;
  if (!(limit >= 0)) refuse(`injectEvents: limit is ${limit}`, 'bad_config');
  for (const key in filter) {
    if (!eventFilterKeys.includes(key as never)) refuse(`injectEvents: filter has ${key}`, 'unknown_filter');
  }
  const events = signal<readonly RunEvent[]>([]);
  let kept: RunEvent[] = [];
  const paced = pace(options.coalesce, () => untracked(() => events.set([...kept])));
  const subscription = ('events$' in source ? source.events$ : source).subscribe({
    next: (event) => {
      if (event.parent_ids.length === 0 && event.event.endsWith('_start')) kept = [];
      if (isShown(event, filter)) kept.push(event);
      if (kept.length > limit) kept.shift();
      paced.ask();
    },
    // What failed has been told as an event.
    error: () => undefined,
  });
  injector.get(DestroyRef).onDestroy(() => {
    subscription.unsubscribe();
    paced.drop();
  });
  return events.asReadonly();
}
