import { Subscriber } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { ambient } from '../run/ambient.ts';
import type { RunSubscriber } from '../run/findRun.ts';
import type { Run } from '../run/Run.ts';
import { within } from '../run/within.ts';
import type { Segment, Write } from './Segment.ts';
import { nothing } from './Step.ts';
import { through } from './through.ts';

/** Our end of what a segment listens to: the input of a chain, the stream of a model, the output of an operator. */
export class Inner extends Subscriber<unknown> implements RunSubscriber {
  readonly #segment: Segment;
  readonly #run: Run | undefined;
  /** While its source is being subscribed: a completion waits for the end of that, so that frames do not pile up. */
  isSubscribing = true;
  isDone = false;
  /** The short way: where nobody listens, chunks go through these and out, without the segment. */
  direct: readonly Write[] | undefined;
  out: Subscriber<unknown> | undefined;

  constructor(segment: Segment, run: Run | undefined) {
    super();
    this.#segment = segment;
    this.#run = run;
  }

  /** What is subscribed upstream belongs to this run. */
  get 'rxchain.run'(): Run | undefined {
    return this.#run;
  }

  learn(join: Join<unknown> | undefined): void {
    this.#segment.learn(join);
  }

  override next(value: unknown): void {
    if (this.isStopped) return;
    if (ambient.carrier !== undefined) this.#takeOutside(value);
    else if (ambient.run === undefined) this.#take(value);
    else {
      // As `outside` does it, but without its cost: taking a value never throws.
      const subscribing = ambient.run;
      ambient.run = this.#segment.frame.caller;
      this.#take(value);
      ambient.run = subscribing;
    }
  }

  override error(error: unknown): void {
    if (this.isStopped) return;
    try {
      this.unsubscribe();
    } finally {
      this.#outside(() => this.#segment.fail(error, -1));
    }
  }

  // The source is torn down before its completion is handed on: `batch` with a limit never has one too many open.
  override complete(): void {
    if (this.isStopped) return;
    this.isDone = true;
    try {
      this.unsubscribe();
    } finally {
      if (!this.isSubscribing) this.#outside(() => this.#segment.endStage());
    }
  }

  /** What comes out must not find the run that it comes out of. */
  #outside(work: () => void): void {
    within(this.#segment.frame.caller, work);
  }

  // Apart, since a function with a closure in it makes room for what the closure holds at each call.
  #takeOutside(value: unknown): void {
    this.#outside(() => this.#take(value));
  }

  #take(value: unknown): void {
    const segment = this.#segment;
    if (this.direct === undefined) {
      segment.take(value);
      return;
    }
    let chunk: unknown;
    try {
      chunk = through(this.direct, value, segment);
    } catch (error) {
      segment.failAt(segment.at, error);
      return;
    }
    if (chunk !== nothing) this.out!.next(chunk);
  }
}
