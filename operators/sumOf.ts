import type { Join } from './Join.ts';
import type { Sum } from './Sum.ts';
import { ValueSum } from './ValueSum.ts';

/** The sum that belongs to a join: its own, else one chunk after the other; without a join the value decides. */
export function sumOf<T = unknown>(join?: Join<T>): Sum<T> {
  return join === undefined ? (new ValueSum() as Sum<T>) : (join.sum?.() ?? new FoldSum(join));
}

class FoldSum<T> implements Sum<T> {
  readonly #join: Join<T>;
  #isEmpty = true;
  #value: T | undefined = undefined;

  constructor(join: Join<T>) {
    this.#join = join;
  }

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  add(chunk: T): void {
    this.#value = this.#isEmpty ? chunk : this.#join(this.#value as T, chunk);
    this.#isEmpty = false;
  }

  get value(): T {
    return this.#value as T;
  }
}
