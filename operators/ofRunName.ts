import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { RunEvent } from '../src/events/RunEvent.ts';

/**
 * Lets through the events of runs with one of the given names, and custom events that were sent under one of them.
 * Completes, fails and is torn down with its source.
 *
 * @example
 * chain.streamEvents(input).pipe(ofRunName('my_parser'));   // the runs of parser.withConfig({ runName: 'my_parser' })
 */
export function ofRunName<Event extends RunEvent = RunEvent>(
  ...names: readonly string[]
): MonoTypeOperatorFunction<Event> {
  const wanted: ReadonlySet<string> = new Set(names);
  return filter((event) => wanted.has(event.name));
}
