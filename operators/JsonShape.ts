/** Members beyond this one share what is remembered of their containers. */
const most = 64;

/**
 * What is remembered of the containers read at one place of a document, and of those inside them: the next container of the
 * place most likely has the same keys in the same order. `keys[0..distinct)` are those of the last one, pairwise different.
 */
export class JsonShape {
  readonly keys: string[] = [];
  distinct = 0;
  readonly #members: JsonShape[] = [];

  member(index: number): JsonShape {
    const slot = Math.min(index, most);
    this.#members[slot] ??= new JsonShape();
    return this.#members[slot];
  }
}
