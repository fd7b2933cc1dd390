import { asyncScheduler, Observable, type Subscriber, type Subscription, timer } from 'rxjs';

/** Permits that come back over time; whoever takes one when there is none waits in line. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #size: number;
  readonly #waiting = new Set<Subscriber<never>>();
  #permits: number;
  #counted: number | undefined;
  #timer: Subscription | undefined;

  /** `count` permits per `ms`, at most `size` at once. */
  constructor(count: number, ms: number, size: number) {
    this.#perMs = count / ms;
    this.#size = size;
    this.#permits = size;
  }

  /** Completes when it has a permit. Unsubscribing gives the place in the line away. */
  take(): Observable<never> {
    return new Observable((subscriber) => {
      this.#waiting.add(subscriber);
      this.#serve();
      return () => {
        this.#waiting.delete(subscriber);
        if (this.#waiting.size === 0) this.#stop();
      };
    });
  }

  #serve(): void {
    const now = asyncScheduler.now();
    const passed = Math.max(0, now - (this.#counted ?? now));
    this.#permits = Math.min(this.#size, this.#permits + passed * this.#perMs);
    this.#counted = now;
    for (const subscriber of this.#waiting) {
      // A sum of fractions may miss 1 by a hair.
      if (this.#permits < 1 - 1e-9) break;
      this.#permits -= 1;
      this.#waiting.delete(subscriber);
      subscriber.complete();
    }
    if (this.#waiting.size === 0 || this.#timer !== undefined) return;
    this.#timer = timer(Math.ceil((1 - this.#permits) / this.#perMs - 1e-6)).subscribe(() => {
      this.#stop();
      this.#serve();
    });
  }

  #stop(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }
}
