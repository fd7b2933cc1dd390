import { filter, type OperatorFunction } from 'rxjs';
import type { RunPhase } from '../src/events/phaseOfEvent.ts';
import type { RunEvent } from '../src/events/RunEvent.ts';
import type { RunType } from '../src/events/RunType.ts';
import { typeOfEvent } from '../src/events/typeOfEvent.ts';

/**
 * Lets through the events of runs of the given types and narrows the union to them; custom events stay out.
 * Completes, fails and is torn down with its source.
 *
 * @example
 * chain.streamEvents(input).pipe(ofRunType('tool'));   // on_tool_start, on_tool_end, on_tool_error, on_tool_cancel
 */
export function ofRunType<Type extends RunType>(
  ...types: readonly Type[]
): OperatorFunction<RunEvent, RunEvent<`on_${Type}_${RunPhase}`>> {
  const wanted: ReadonlySet<string> = new Set(types);
  return filter(
    (event: RunEvent) => event.event !== 'on_custom_event' && wanted.has(typeOfEvent(event)),
  ) as OperatorFunction<RunEvent, RunEvent<`on_${Type}_${RunPhase}`>>;
}
