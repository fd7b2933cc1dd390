/** Text is made flat in pieces of so many UTF-16 units. */
const pieceLength = 1024;

/**
 * Text that grows at its end. Appending to a string makes a node for each piece; kept for a whole reply, these nodes cost the
 * garbage collector more than the text itself. So they are made flat every now and then, and the flat pieces are joined when
 * the text is read.
 */
export class TextRope {
  #tail = '';
  #pieces: string[] | undefined = undefined;

  add(text: string): void {
    this.#tail += text;
    if (this.#tail.length > pieceLength) this.#flatten();
  }

  get text(): string {
    if (this.#pieces === undefined) return this.#tail;
    this.#pieces = [this.#pieces.join('') + this.#tail];
    this.#tail = '';
    return this.#pieces[0]!;
  }

  #flatten(): void {
    // Reading a character makes the engine lay the nodes out as one string.
    this.#tail.charCodeAt(0);
    this.#pieces ??= [];
    this.#pieces.push(this.#tail);
    this.#tail = '';
  }
}
