import { interval, type Observable, Subject, type Subscription, takeUntil, timer } from 'rxjs';
import type { EventLog, LogEntry } from './EventLog.ts';
import type { ServeSettings } from './ServeSettings.ts';
import { sseFrame } from './sseFrame.ts';

/** Where a stream is written to: a socket, or a web stream. */
export interface FrameSink {
  /** Whether more may be written now; otherwise `resume` is called when it may. */
  write(text: string): boolean;
  end(): void;
  /** Breaks the connection. */
  abort(): void;
}

/**
 * The events of one run on their way to one client.
 * 1. It reads the log only as fast as the client does: when the client's buffer is full it leaves the log, and it reads on from
 *    where it was when there is room. So what waits for a slow client waits in the log, which is bounded.
 * 2. A client that takes nothing for `stall` milliseconds while something waits is cut off.
 * 3. `onClose` is called once, whoever ended it.
 */
export class EventStream {
  readonly #log: EventLog;
  readonly #key: string;
  readonly #runId: string;
  readonly #settings: ServeSettings;
  readonly #onClose: () => void;
  /** Tells a failure of the run that could not be written into the log. */
  readonly #broken: Observable<unknown> | undefined;
  readonly #paused: Subject<void> = new Subject();
  #timers: Subscription | undefined;
  #stall: Subscription | undefined;
  #sink: FrameSink | undefined;
  #lastId: string | undefined;
  #isPaused = false;
  #isClosed = false;

  constructor(options: {
    readonly settings: ServeSettings;
    readonly key: string;
    readonly runId: string;
    readonly afterId: string | undefined;
    readonly broken: Observable<unknown> | undefined;
    readonly onClose: () => void;
  }) {
    this.#settings = options.settings;
    this.#log = options.settings.log;
    this.#key = options.key;
    this.#runId = options.runId;
    this.#lastId = options.afterId;
    this.#broken = options.broken;
    this.#onClose = options.onClose;
  }

  open(sink: FrameSink): void {
    if (this.#isClosed) {
      sink.abort();
      return;
    }
    this.#sink = sink;
    this.#timers = interval(this.#settings.heartbeat).subscribe(() => this.#write(':\n\n'));
    this.#read();
    // What the log still has comes first.
    if (!this.#isClosed) this.#timers.add(this.#broken?.subscribe((error) => this.#fail(error)));
  }

  /** The client has room again. */
  resume(): void {
    if (!this.#isPaused || this.#isClosed) return;
    this.#isPaused = false;
    this.#stall?.unsubscribe();
    this.#read();
  }

  /** The client has gone. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#timers?.unsubscribe();
    this.#stall?.unsubscribe();
    this.#paused.next();
    this.#onClose();
  }

  #read(): void {
    this.#log
      .read(this.#key, this.#lastId)
      .pipe(takeUntil(this.#paused))
      .subscribe({
        next: (entry) => this.#take(entry),
        error: (error) => this.#fail(error),
        complete: () => {
          if (!this.#isPaused) this.#end();
        },
      });
  }

  #take(entry: LogEntry): void {
    this.#lastId = entry.id;
    this.#write(sseFrame(this.#runId, entry));
  }

  #write(text: string): void {
    if (this.#isPaused || this.#isClosed || this.#sink?.write(text) !== false) return;
    this.#isPaused = true;
    this.#stall = timer(this.#settings.stall).subscribe(() => {
      this.#sink?.abort();
      this.close();
    });
    this.#paused.next();
  }

  /** Without an id: nothing can be followed from here. */
  #fail(error: unknown): void {
    if (this.#isClosed) return;
    this.#settings.report(error);
    this.#sink?.write(`event: fail\ndata: ${JSON.stringify(this.#settings.describe(error))}\n\n`);
    this.#end();
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#sink?.end();
    this.close();
  }
}
