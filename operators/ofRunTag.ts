import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { RunEvent } from '../src/events/RunEvent.ts';

/**
 * Lets through the events of runs that carry one of the given tags. Tags are inherited, except for those of a place
 * (`seq:step:1`): the tag of a chain shows everything inside it. Completes, fails and is torn down with its source.
 *
 * @example
 * chain.streamEvents(input).pipe(ofRunTag('answer'));   // the runs of model.withConfig({ tags: ['answer'] }) and inside it
 */
export function ofRunTag<Event extends RunEvent = RunEvent>(
  ...tags: readonly string[]
): MonoTypeOperatorFunction<Event> {
  const wanted: ReadonlySet<string> = new Set(tags);
  return filter((event) => event.tags.some((tag) => wanted.has(tag)));
}
