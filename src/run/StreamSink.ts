import type { Subscriber } from 'rxjs';
import type { RunEvent } from '../events/RunEvent.ts';
import { type Ear, newTurn } from './Ear.ts';

/** The sink of one stream of events. It has its ear with it: looked up weakly by the sink, it would cost half of a short run. */
export class StreamSink {
  readonly ear: Ear = { turn: newTurn() };
  readonly #subscriber: Subscriber<RunEvent>;

  constructor(subscriber: Subscriber<RunEvent>) {
    this.#subscriber = subscriber;
  }

  next(event: RunEvent): void {
    this.#subscriber.next(event);
  }
}
