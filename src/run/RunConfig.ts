import type { Observer } from 'rxjs';
import type { EventFilter } from '../events/EventFilter.ts';
import type { RunEvent } from '../events/RunEvent.ts';

/** What a call or `withConfig` may say about a run. Everything is optional; values given nearer to the call win. */
export interface RunConfig {
  /** The name of this run in its events (default: the name of the runnable). Not inherited. */
  readonly runName?: string | undefined;
  /** Tags of this run and of everything that runs inside it. */
  readonly tags?: readonly string[] | undefined;
  /** Metadata of this run and of everything that runs inside it, merged by key. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** The id of this run and of no other; refused while it is in use. */
  readonly runId?: string | undefined;
  /** Where run ids come from (default: uuid v7). Tests give a counter. */
  readonly newRunId?: (() => string) | undefined;
  /** Told every event of this run and of everything inside it; a plain `Subject<RunEvent>` will do. Never completed or errored. */
  readonly events?: Pick<Observer<RunEvent>, 'next'> | undefined;
  /** Aborting it stops the run; the output fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface BatchConfig extends RunConfig {
  /** How many inputs run at the same time (default: all). */
  readonly maxConcurrency?: number | undefined;
  /** Report failures in the list instead of failing with the first. */
  readonly settled?: boolean | undefined;
}

export type StreamEventsOptions = RunConfig & EventFilter & { readonly version?: 'v2' | undefined };
