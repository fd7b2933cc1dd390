import type { Observable } from 'rxjs';

/** One thing that the clients of a run are told, as JSON text on one line: written once, sent to each of them as it is. */
export interface LoggedEvent {
  /**
   * `run` comes first and has the id of the run, `event` is a `RunEvent`, `join` tells how the chunks behind it join,
   * where not by their value alone. `end`, `fail` and `cancel` come last: exactly one of them, and nothing behind it.
   */
  readonly kind: 'run' | 'join' | 'event' | 'end' | 'fail' | 'cancel';
  readonly data: string;
}

export interface LogEntry {
  /** Where it stands in the log of its run. */
  readonly id: string;
  readonly attempt: number;
  readonly event: LoggedEvent;
}

/**
 * Where the events of a run are kept until all who follow it have them. One process needs `memoryEventLog()`; a log that several
 * machines share has the same four methods.
 *
 * 1. The entries of one run stand in the order in which `append` was called, and none follows the last.
 * 2. An `append` of an older attempt than the newest one fails (`run_over`): a worker that was taken for dead writes no more.
 */
export interface EventLog {
  /** Adds an entry and gives its id. The first one makes the run known. */
  append(runId: string, attempt: number, event: LoggedEvent): string | PromiseLike<string>;
  /**
   * What stands behind the entry `afterId` (default: everything), then what comes; completes with the last entry. Fails with
   * `not_found` where the run or the entry is unknown, with `buffer_overflow` where entries in between are gone.
   */
  read(runId: string, afterId?: string): Observable<LogEntry>;
  /** Asks whoever executes the run to cancel it; does nothing when it is over. Fails with `not_found`. */
  cancel(runId: string, reason?: string): void | PromiseLike<void>;
  /** The reason, once somebody has asked; completes without one when the run ends. */
  onCancel(runId: string): Observable<string | undefined>;
}
