import { type Observer, Subscriber } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import type { Sum } from '../../operators/Sum.ts';
import { sumOf } from '../../operators/sumOf.ts';
import type { RunSubscriber } from './findRun.ts';

/** How chunks become one value, where not as the run says: by what they are, the last one alone, or by a function. */
export type Fold = 'sum' | 'last' | ((total: never, chunk: never) => unknown);

/** Takes the chunks of a run that is part of no other, and joins them as they come. Its observer is told after each of them. */
export class TotalSubscriber extends Subscriber<unknown> implements RunSubscriber {
  readonly 'rxchain.run' = undefined;
  readonly #fold: Fold | undefined;
  #join: Join<unknown> | undefined;
  #sum: Sum<unknown> | undefined;

  constructor(observer: Observer<unknown>, fold: Fold | undefined) {
    super(observer);
    this.#fold = fold;
  }

  get isEmpty(): boolean {
    return this.#sum === undefined;
  }

  /** What there is so far. */
  get total(): unknown {
    return this.#sum?.value;
  }

  /** The total in the form that `invoke` gives, unless a fold has a form of its own. */
  get whole(): unknown {
    const whole = this.#fold === undefined || this.#fold === 'sum' ? this.#join?.whole : undefined;
    return whole === undefined || this.isEmpty ? this.total : whole(this.total);
  }

  learn(join: Join<unknown> | undefined): void {
    this.#join = join;
  }

  protected override _next(chunk: unknown): void {
    try {
      this.#sum ??= this.#newSum();
      this.#sum.add(chunk);
    } catch (error) {
      this.error(error);
      return;
    }
    this.destination.next(chunk);
  }

  #newSum(): Sum<unknown> {
    const fold = this.#fold;
    if (fold === undefined) return sumOf(this.#join);
    if (fold === 'sum') return sumOf();
    const sum = {
      isEmpty: true,
      value: undefined as unknown,
      add: (chunk: unknown) => {
        sum.value = fold === 'last' ? chunk : fold(sum.value as never, chunk as never);
      },
    };
    return sum;
  }
}
