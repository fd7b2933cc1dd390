import type { Sum } from './Sum.ts';

/** Keeps the last chunk. */
export class ReplaceSum<T = unknown> implements Sum<T> {
  #isEmpty = true;
  #last: T | undefined = undefined;

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  add(chunk: T): void {
    this.#isEmpty = false;
    this.#last = chunk;
  }

  get value(): T {
    return this.#last as T;
  }
}
