import type { Sum } from './Sum.ts';

/** Concatenates text. */
export class TextSum implements Sum<string> {
  #isEmpty = true;
  #text = '';

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  add(chunk: string): void {
    this.#isEmpty = false;
    this.#text += chunk;
  }

  get value(): string {
    return this.#text;
  }
}
