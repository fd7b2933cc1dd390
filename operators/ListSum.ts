import type { Sum } from './Sum.ts';

/** Concatenates lists; the growing list is copied only when somebody has read it since. */
export class ListSum<T = unknown> implements Sum<readonly T[]> {
  #isEmpty = true;
  #list: T[] = [];
  /** The list has been handed out, so the next addition works on a copy. */
  #isRead = false;

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  add(chunk: readonly T[]): void {
    if (this.#isEmpty) {
      this.#isEmpty = false;
      this.#list = chunk as T[];
      this.#isRead = true;
      return;
    }
    if (chunk.length === 0) {
      return;
    }
    if (this.#isRead) {
      this.#list = this.#list.slice();
      this.#isRead = false;
    }
    for (const element of chunk) {
      this.#list.push(element);
    }
  }

  get value(): readonly T[] {
    this.#isRead = true;
    return this.#list;
  }
}
