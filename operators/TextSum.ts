import type { Sum } from './Sum.ts';

/** So many pieces are kept as they came before they are joined. */
const keptPieces = 32;

/**
 * Concatenates text. Appending to a string makes a node for each piece; kept for a whole reply, these nodes cost the garbage
 * collector more than the text itself. So pieces are kept as they are, a few at a time, and then joined at once.
 */
export class TextSum implements Sum<string> {
  #text: string | undefined = undefined;
  #pieces: string[] | undefined = undefined;

  get isEmpty(): boolean {
    return this.#text === undefined && this.#pieces === undefined;
  }

  add(piece: string): void {
    if (this.#pieces === undefined) this.#pieces = [piece];
    else if (this.#pieces.push(piece) === keptPieces) this.#join();
  }

  get value(): string {
    if (this.#pieces !== undefined) this.#join();
    return this.#text ?? '';
  }

  #join(): void {
    const text = this.#pieces!.join('');
    this.#text = this.#text === undefined ? text : this.#text + text;
    this.#pieces = undefined;
  }
}
