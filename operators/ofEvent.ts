import { filter, type OperatorFunction } from 'rxjs';
import type { RunEvent, RunEventName } from '../src/events/RunEvent.ts';

/**
 * Lets through the events of the given names and narrows the union to them, so that `data` needs no cast.
 * Completes, fails and is torn down with its source.
 *
 * @example
 * chain.streamEvents(input).pipe(
 *   ofEvent('on_chat_model_stream'),
 *   map((event) => event.data.chunk.content),   // chunk: AIMessageChunk
 * );
 */
export function ofEvent<Name extends RunEventName>(
  ...names: readonly Name[]
): OperatorFunction<RunEvent, RunEvent<Name>> {
  const wanted: ReadonlySet<string> = new Set(names);
  return filter((event: RunEvent) => wanted.has(event.event)) as OperatorFunction<RunEvent, RunEvent<Name>>;
}
