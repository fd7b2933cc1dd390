import { Observable, type Subscriber } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { attach } from './attach.ts';
import type { StepRun } from './StepRun.ts';

/**
 * The chunks of one source for several branches: one subscription upstream, every branch hears every chunk. A branch that
 * subscribes again (a retry inside it) hears the chunks so far first; they are kept only while a branch may do so.
 */
export class Feed extends Observable<unknown> {
  readonly #run: StepRun;
  readonly #subscribers = new Set<Subscriber<unknown>>();
  readonly #starts: (() => void)[] = [];
  readonly #past: unknown[] | undefined;
  #hasBegun = false;
  #ended: ((subscriber: Subscriber<unknown>) => void) | undefined;

  /** `isReplayed`: whether a branch may subscribe more than once. */
  constructor(run: StepRun, isReplayed: boolean) {
    super((subscriber) => this.#join(subscriber));
    this.#run = run;
    this.#past = isReplayed ? [] : undefined;
  }

  get 'rxchain.join'(): Join<unknown> | undefined {
    return this.#run.sourceJoin;
  }

  /** Something to be done when the first chunk arrives, before it is handed on. */
  onBegin(start: () => void): void {
    this.#starts.push(start);
  }

  /** Takes the source, as long as the owner is there. */
  connect(source: Observable<unknown>, owner: Subscriber<unknown>): void {
    attach(owner, source, {
      next: (chunk) => {
        this.#begin();
        this.#past?.push(chunk);
        for (const subscriber of this.#subscribers) subscriber.next(chunk);
      },
      error: (error) => this.#finish((subscriber) => subscriber.error(error)),
      complete: () => this.#finish((subscriber) => subscriber.complete()),
    });
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    for (const start of this.#starts) start();
  }

  #finish(end: (subscriber: Subscriber<unknown>) => void): void {
    this.#ended = end;
    for (const subscriber of [...this.#subscribers]) end(subscriber);
  }

  #join(subscriber: Subscriber<unknown>): () => void {
    for (const chunk of this.#past ?? []) subscriber.next(chunk);
    if (this.#ended !== undefined) this.#ended(subscriber);
    else this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }
}
