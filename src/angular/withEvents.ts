import { DestroyRef, InjectionToken, inject } from '@angular/core';
import { type Observable, Subject } from 'rxjs';
import type { RunEvent } from '../events/RunEvent.ts';
import type { RunnablesFeature } from './provideRunnables.ts';

export const RUN_EVENTS: InjectionToken<Subject<RunEvent>> = new InjectionToken('rxchain.events');

/**
 * Hands over the events of every run that starts below the injector. `sink` is called once, in its injection context, before
 * the first of them; the events complete with the injector.
 *
 * @example
 * provideRunnables(withEvents((events) => events.pipe(logRuns()).subscribe(show)));
 */
export function withEvents(sink: (events: Observable<RunEvent>) => void): RunnablesFeature {
  const useFactory = (): Subject<RunEvent> => {
    const events = new Subject<RunEvent>();
    // After the runs of the same injector, which end with it too.
    inject(DestroyRef).onDestroy(() => queueMicrotask(() => events.complete()));
    sink(events);
    return events;
  };
  return [{ provide: RUN_EVENTS, useFactory }];
}
