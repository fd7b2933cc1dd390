import type { Join } from '../../operators/Join.ts';
import type { Sum } from '../../operators/Sum.ts';
import { sumOf } from '../../operators/sumOf.ts';

const none: unique symbol = Symbol('none');

/** What passes between two steps, joined as it passes: the output of one, the input of the next, kept once. */
export class Link {
  readonly join: Join<unknown> | undefined;
  /** The only chunk so far, where it is its own sum; most barriers get just one. */
  #only: unknown = none;
  #sum: Sum<unknown> | undefined;
  /** What passes on the other side of a step that gives just the text of each chunk: its sum has that text already. */
  #messages: Link | undefined;

  constructor(join: Join<unknown> | undefined, messages?: Link) {
    this.join = join;
    this.#messages = messages;
  }

  get isEmpty(): boolean {
    return this.#only === none && this.#sum === undefined;
  }

  add(chunk: unknown): void {
    if (this.#messages !== undefined) {
      const texts = this.#messages.#sum?.texts;
      if (texts !== undefined) {
        this.#sum = texts;
        return;
      }
      this.#messages = undefined;
      if (this.#sum !== undefined) this.#only = this.#sum.value;
      this.#sum = undefined;
    }
    if (this.#sum === undefined) {
      if (this.#only === none && isOwnSum(chunk, this.join)) {
        this.#only = chunk;
        return;
      }
      this.#sum = sumOf(this.join);
      if (this.#only !== none) this.#sum.add(this.#only);
      this.#only = none;
    }
    this.#sum.add(chunk);
  }

  /** The chunks joined; `undefined` when none has passed. */
  get value(): unknown {
    return this.#only === none ? this.#sum?.value : this.#only;
  }

  /** The joined value in its whole form: a message instead of a message chunk. */
  get whole(): unknown {
    const { value } = this;
    return value === undefined || this.join?.whole === undefined ? value : this.join.whole(value);
  }
}

// The sum of one message chunk shows its tool calls, and that of one record has its keys in order.
function isOwnSum(chunk: unknown, join: Join<unknown> | undefined): boolean {
  if (typeof chunk !== 'object' || chunk === null) return true;
  return join === undefined && (chunk as { readonly type?: unknown }).type !== 'ai_chunk';
}
