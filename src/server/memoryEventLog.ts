import { asyncScheduler, Observable } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import type { EventLog, LogEntry, LoggedEvent } from './EventLog.ts';

export interface MemoryEventLogOptions {
  /** How many entries of one run are kept (default 100,000); beyond them its oldest go. */
  readonly events?: number | undefined;
  /** How many characters of all runs together are kept (default 64 Mi); beyond them the oldest entries of the oldest run go. */
  readonly characters?: number | undefined;
  /** How many milliseconds a run is kept after its end (default 60,000). */
  readonly keep?: number | undefined;
}

/** A log that answers at once. */
export interface MemoryEventLog extends EventLog {
  append(runId: string, attempt: number, event: LoggedEvent): string;
  cancel(runId: string, reason?: string): void;
}

/**
 * A log in the memory of one process. It holds at most `characters` characters, each entry counted with 100 more for itself. Who
 * reads on behind an entry that had to go gets `buffer_overflow`, never a stream with a gap.
 *
 * @example
 * const log = memoryEventLog({ keep: 5 * 60_000 });
 */
export function memoryEventLog(options: MemoryEventLogOptions = {}): MemoryEventLog {
  const { events = 100_000, characters = 64 * 1024 * 1024, keep = 60_000 } = options;
  for (const [name, value] of Object.entries({ events, characters, keep })) {
    if (!(value > 0)) {
      throw new RunnableError(`memoryEventLog: ${name} must be more than 0; got ${value}.`, {
        code: 'bad_config',
      });
    }
  }
  return new MemoryLog(events, characters, keep);
}

class MemoryLog implements MemoryEventLog {
  /** The oldest first. */
  readonly #runs: Map<string, RunLog> = new Map();
  /** Those that are over, in the order of their ends. */
  readonly #over: Map<string, number> = new Map();
  readonly #events: number;
  readonly #characters: number;
  readonly #keep: number;
  #held = 0;

  constructor(events: number, characters: number, keep: number) {
    this.#events = events;
    this.#characters = characters;
    this.#keep = keep;
  }

  append(runId: string, attempt: number, event: LoggedEvent): string {
    this.#expire();
    let run = this.#runs.get(runId);
    if (run === undefined) {
      run = new RunLog();
      this.#runs.set(runId, run);
    }
    if (run.isOver || attempt < run.attempt) {
      const why = run.isOver ? 'is over' : `has come to attempt ${run.attempt}`;
      throw new RunnableError(`The run "${runId}" ${why}: attempt ${attempt} adds nothing to it.`, {
        code: 'run_over',
      });
    }
    const entry = run.add(attempt, event);
    this.#held += weightOf(entry);
    if (run.isOver) this.#over.set(runId, asyncScheduler.now());
    if (run.size > this.#events) this.#held -= run.drop();
    this.#makeRoom();
    run.tell();
    return entry.id;
  }

  read(runId: string, afterId?: string): Observable<LogEntry> {
    return new Observable((subscriber) => {
      const run = this.#find(runId);
      let next = run.placeAfter(afterId);
      let isReading = false;
      const readOn = (): void => {
        // An entry that is added while one is being read comes after it.
        if (isReading) return;
        isReading = true;
        while (next < run.end && !subscriber.closed) {
          const entry = run.at(next);
          if (entry === undefined) subscriber.error(missed());
          else subscriber.next(entry);
          next++;
        }
        isReading = false;
        if (run.isOver) subscriber.complete();
      };
      run.readers.add(readOn);
      subscriber.add(() => run.readers.delete(readOn));
      readOn();
    });
  }

  cancel(runId: string, reason?: string): void {
    this.#find(runId).cancel(reason);
  }

  onCancel(runId: string): Observable<string | undefined> {
    return new Observable((subscriber) => {
      const run = this.#find(runId);
      const look = (): void => {
        if (run.cancelled !== undefined) subscriber.next(run.cancelled.reason);
        if (run.cancelled !== undefined || run.isOver) subscriber.complete();
      };
      run.readers.add(look);
      subscriber.add(() => run.readers.delete(look));
      look();
    });
  }

  #find(runId: string): RunLog {
    this.#expire();
    const run = this.#runs.get(runId);
    if (run === undefined)
      throw new RunnableError('There is no such run, or no longer.', { code: 'not_found' });
    return run;
  }

  // At the next use instead of by a timer, which would keep the process alive.
  #expire(): void {
    const limit = asyncScheduler.now() - this.#keep;
    for (const [runId, endedAt] of this.#over) {
      if (endedAt > limit) return;
      this.#forget(runId);
    }
  }

  #makeRoom(): void {
    for (const [runId, run] of this.#runs) {
      while (this.#held > this.#characters && run.size > 0) this.#held -= run.drop();
      if (this.#held <= this.#characters) return;
      if (run.isOver) this.#forget(runId);
    }
  }

  #forget(runId: string): void {
    const run = this.#runs.get(runId);
    while (run !== undefined && run.size > 0) this.#held -= run.drop();
    this.#runs.delete(runId);
    this.#over.delete(runId);
  }
}

/** The entries of one run, numbered from 1. */
class RunLog {
  attempt = 0;
  isOver = false;
  cancelled: { readonly reason: string | undefined } | undefined;
  /** Called when something has changed. */
  readonly readers: Set<() => void> = new Set();
  #entries: (LogEntry | undefined)[] = [];
  /** The number of the entry that stands first in the list, and how many at its beginning are gone. */
  #first = 1;
  #gone = 0;

  get size(): number {
    return this.#entries.length - this.#gone;
  }

  /** The number of the next entry. */
  get end(): number {
    return this.#first + this.#entries.length;
  }

  at(place: number): LogEntry | undefined {
    return this.#entries[place - this.#first];
  }

  placeAfter(id: string | undefined): number {
    const place = id === undefined ? 1 : Number(id) + 1;
    if (
      !Number.isInteger(place) ||
      place < 1 ||
      place > this.end ||
      (id !== undefined && String(place - 1) !== id)
    ) {
      throw new RunnableError('The run has no event of that id.', { code: 'not_found' });
    }
    if (place < this.#first + this.#gone) throw missed();
    return place;
  }

  add(attempt: number, event: LoggedEvent): LogEntry {
    const entry = { id: String(this.end), attempt, event };
    this.attempt = attempt;
    this.#entries.push(entry);
    this.isOver = event.kind === 'end' || event.kind === 'fail' || event.kind === 'cancel';
    return entry;
  }

  /** Drops the oldest entry; what it weighed. */
  drop(): number {
    const weight = weightOf(this.#entries[this.#gone]!);
    this.#entries[this.#gone++] = undefined;
    if (this.#gone > 100 && this.#gone * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#gone);
      this.#first += this.#gone;
      this.#gone = 0;
    }
    return weight;
  }

  cancel(reason: string | undefined): void {
    if (this.isOver) return;
    this.cancelled ??= { reason };
    this.tell();
  }

  tell(): void {
    for (const reader of this.readers) reader();
  }
}

function weightOf(entry: LogEntry): number {
  return entry.event.data.length + 100;
}

function missed(): RunnableError {
  return new RunnableError(
    'The next events of the run are no longer kept: its reader is further behind than the log goes back.',
    { code: 'buffer_overflow' },
  );
}
