import { filter, map, type OperatorFunction } from 'rxjs';
import type { RunEvent } from '../src/events/RunEvent.ts';

/** The chunk that an event of a type carries; `never` where no event of the type carries one. */
export type EventChunk<Event extends RunEvent> = Event extends {
  readonly data: { readonly chunk: infer Chunk };
}
  ? Chunk
  : never;

/**
 * The chunks of the `stream` events, and nothing of the others; behind `ofEvent` they have the type of their run.
 * Completes, fails and is torn down with its source.
 *
 * @example
 * chain.streamEvents(input).pipe(ofEvent('on_chat_model_stream'), eventChunks());   // Observable<AIMessageChunk>
 */
export function eventChunks<Event extends RunEvent = RunEvent>(): OperatorFunction<Event, EventChunk<Event>> {
  return (events) =>
    events.pipe(
      filter((event) => event.event.endsWith('_stream')),
      map((event) => (event.data as { readonly chunk: EventChunk<Event> }).chunk),
    );
}
