import type { Resource, Signal } from '@angular/core';
import type { Observable } from 'rxjs';
import type { DeepPartial } from '../../operators/DeepPartial.ts';
import type { RunEvent } from '../events/RunEvent.ts';

/** Where a run is: before it, before its first chunk, between chunks, or how it ended. */
export type RunnablePhase = 'idle' | 'pending' | 'streaming' | 'done' | 'stopped' | 'error';

/**
 * What a run shows, as signals: an Angular `Resource` that tells streaming from done and keeps what had arrived when the run
 * fails or is stopped. `status` is `resolved` from the first chunk on; `value()` throws in the phase `error`, `partial()` never.
 */
export interface RunnableResourceRef<Out> extends Resource<Out | undefined> {
  readonly phase: Signal<RunnablePhase>;
  /** Pending or streaming. */
  readonly isActive: Signal<boolean>;
  /** What there is so far; stays when the run fails or is stopped. */
  readonly partial: Signal<DeepPartial<Out> | undefined>;
  /** The events of all runs of this ref: hot, completes when the ref is destroyed. */
  readonly events$: Observable<RunEvent>;
  /** Cancels what is running; what had arrived stays. Does nothing when nothing runs. */
  stop(): void;
  /** Runs the same input again, cancelling a run that is under way. False when there is none. */
  reload(): boolean;
  /** Cancels what is running, for good. The end of the injector does the same. */
  destroy(): void;
  asReadonly(): Resource<Out | undefined>;
}
