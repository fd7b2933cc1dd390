import type { Sum } from './Sum.ts';

/** So many pieces are kept as they came before they are joined. */
const keptPieces = 32;
/** A piece of so many UTF-16 units is taken as it is: the sums of a chain that all hold it share it, where a joined text is a copy. */
const longPiece = 256;

/**
 * Concatenates text. Appending to a string makes a node for each piece; kept for a whole reply, these nodes cost the garbage
 * collector more than the text itself. So short pieces are kept as they are, a few at a time, and then joined at once.
 */
export class TextSum implements Sum<string> {
  #text: string | undefined = undefined;
  #pieces: string[] | undefined = undefined;

  get isEmpty(): boolean {
    return this.#text === undefined && this.#pieces === undefined;
  }

  add(piece: string): void {
    if (piece.length >= longPiece) {
      this.#join();
      this.#append(piece);
    } else if (this.#pieces === undefined) this.#pieces = [piece];
    else if (this.#pieces.push(piece) === keptPieces) this.#join();
  }

  get value(): string {
    this.#join();
    return this.#text ?? '';
  }

  #join(): void {
    if (this.#pieces === undefined) return;
    this.#append(this.#pieces.join(''));
    this.#pieces = undefined;
  }

  #append(text: string): void {
    this.#text = this.#text === undefined ? text : this.#text + text;
  }
}
