import { Observable, tap } from 'rxjs';
import type { RunEvent } from '../../src/index.ts';

/** What the user code of one built chain does, counted: calls, open subscriptions, and whatever comes too late. */
export class World {
  /** Calls of user code so far. */
  calls = 0;
  open = 0;
  opened = 0;
  /** What happened although the run was over. */
  readonly late: string[] = [];
  /** What sinks that are bound to inner steps have heard. */
  readonly heard: RunEvent[][] = [];
  /** Set by a test when the subscriber has left or the stream has ended. */
  isOver = false;
  /** The next call of user code throws. */
  failNext = false;

  /** User code is running. */
  touch(what: string): void {
    this.calls++;
    if (this.isOver) this.late.push(what);
    if (!this.failNext) return;
    this.failNext = false;
    throw new Error('injected');
  }

  /** A source that counts who listens to it. */
  watch<T>(what: string, source: () => Observable<T>): Observable<T> {
    return new Observable<T>((subscriber) => {
      this.touch(`subscribe ${what}`);
      this.open++;
      this.opened++;
      subscriber.add(() => this.open--);
      let watched: Observable<T>;
      try {
        watched = source();
      } catch (error) {
        subscriber.error(error);
        return;
      }
      watched.pipe(tap(() => this.touch(`next ${what}`))).subscribe(subscriber);
    });
  }
}
