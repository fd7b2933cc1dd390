import type { Sum } from './Sum.ts';
import { TextRope } from './TextRope.ts';

/** Concatenates text. */
export class TextSum implements Sum<string> {
  #isEmpty = true;
  readonly #rope = new TextRope();

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  add(chunk: string): void {
    this.#isEmpty = false;
    this.#rope.add(chunk);
  }

  get value(): string {
    return this.#rope.text;
  }
}
