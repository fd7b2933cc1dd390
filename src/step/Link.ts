import type { Join } from '../../operators/Join.ts';
import type { Sum } from '../../operators/Sum.ts';
import { sumOf } from '../../operators/sumOf.ts';

/** What passes between two steps, joined as it passes: the output of one, the input of the next, kept once. */
export class Link {
  readonly join: Join<unknown> | undefined;
  readonly #sum: Sum<unknown>;

  constructor(join: Join<unknown> | undefined) {
    this.join = join;
    this.#sum = sumOf(join);
  }

  get isEmpty(): boolean {
    return this.#sum.isEmpty;
  }

  add(chunk: unknown): void {
    this.#sum.add(chunk);
  }

  /** The chunks joined; `undefined` when none has passed. */
  get value(): unknown {
    return this.#sum.isEmpty ? undefined : this.#sum.value;
  }

  /** The joined value in its whole form: a message instead of a message chunk. */
  get whole(): unknown {
    const { value } = this;
    return value === undefined || this.join?.whole === undefined ? value : this.join.whole(value);
  }
}
