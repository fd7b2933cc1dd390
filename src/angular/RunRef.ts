import type { Signal } from '@angular/core';
import type { RunnableResourceRef } from './RunnableResourceRef.ts';

/** What `injectRun` gives: the signals of a run, and the means to start one. */
export interface RunRef<In, Out> extends RunnableResourceRef<Out> {
  /** Starts a run, or does with the input what the strategy says. */
  run(input: In): void;
  /** How many runs are open: those that are under way and, with `concat`, those that wait. */
  readonly openRuns: Signal<number>;
}
