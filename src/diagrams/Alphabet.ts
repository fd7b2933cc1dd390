const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/**
 * Letters for printed values, in the order in which they are asked for; the same value has the same letter. When all are taken,
 * `*` stands for the rest.
 */
export class Alphabet {
  readonly #letters: Map<string, string> = new Map();
  #hasRest = false;

  letterOf(text: string): string {
    const known = this.#letters.get(text);
    if (known !== undefined) return known;
    const letter = letters[this.#letters.size];
    if (letter === undefined) {
      this.#hasRest = true;
      return '*';
    }
    this.#letters.set(text, letter);
    return letter;
  }

  /** A line per letter. */
  legend(): readonly string[] {
    const lines = [...this.#letters].map(([text, letter]) => `${letter} = ${text}`);
    return this.#hasRest ? [...lines, '* = any other value'] : lines;
  }
}
