import { RunnableError } from '../RunnableError.ts';
import { type Score, TopScores } from './TopScores.ts';

export type Similarity = 'cosine' | 'dot';

/** Vectors of one length, one behind the other in one block, compared exactly. */
export class VectorIndex {
  readonly #similarity: Similarity;
  #rows: Float32Array<ArrayBuffer> = new Float32Array(0);
  #dimensions = 0;
  size = 0;

  constructor(similarity: Similarity) {
    this.#similarity = similarity;
  }

  get dimensions(): number {
    return this.#dimensions;
  }

  /**
   * Refuses vectors of different lengths, or with something in them that is no number, before any is kept. Gives for each what
   * `put` divides it by: for a cosine vectors are kept with the length 1.
   */
  check(vectors: readonly ArrayLike<number>[]): Float64Array {
    const divisors = new Float64Array(vectors.length);
    let length = this.size === 0 ? 0 : this.#dimensions;
    for (const [i, vector] of vectors.entries()) {
      length ||= vector.length;
      if (vector.length !== length || length === 0) throw wrongDimension(length, vector.length);
      const square = squareOf(vector);
      if (!Number.isFinite(square)) throw noNumber(vector);
      divisors[i] = this.#similarity === 'dot' ? 1 : Math.sqrt(square) || 1;
    }
    return divisors;
  }

  /** Keeps a checked vector as the last one, or in place of another; `more` are about to follow. */
  put(vector: ArrayLike<number>, divisor: number, at: number, more: number): void {
    if (this.size === 0) this.#dimensions = vector.length;
    if (at === this.size) {
      const room = this.#rows.length / this.#dimensions;
      if (at >= room) this.#reserve(Math.max(at + 1 + more, 2 * room));
      this.size++;
    }
    divide(vector, divisor, this.#rows, at * this.#dimensions);
  }

  /** Keeps the vectors that are wanted, in their order. */
  keep(isWanted: (index: number) => boolean): void {
    let to = 0;
    const width = this.#dimensions;
    for (let from = 0; from < this.size; from++) {
      if (!isWanted(from)) continue;
      this.#rows.copyWithin(to * width, from * width, (from + 1) * width);
      to++;
    }
    this.size = to;
  }

  /** The k nearest, the nearest first. */
  search(query: ArrayLike<number>, k: number, isWanted?: (index: number) => boolean): readonly Score[] {
    const [divisor] = this.check([query]);
    const wanted = new Float32Array(query.length);
    divide(query, divisor!, wanted, 0);
    const top = new TopScores(k);
    let { bar } = top;
    for (let index = 0; index < this.size; index++) {
      const score = this.#dot(wanted, 0, index);
      if (score > bar && (isWanted === undefined || isWanted(index))) {
        top.add(index, score);
        bar = top.bar;
      }
    }
    return top.best;
  }

  /** Of candidates the k that are near and not alike: each time the one with the most of `lambda` near, `1 - lambda` unlike. */
  diversify(candidates: readonly Score[], k: number, lambda: number): readonly Score[] {
    const left = candidates.map((score) => ({ score, likeness: 0 }));
    const chosen: Score[] = [];
    while (chosen.length < k && left.length > 0) {
      let best = 0;
      let bestValue = Number.NEGATIVE_INFINITY;
      for (const [i, { score, likeness }] of left.entries()) {
        const value = lambda * score.score - (1 - lambda) * likeness;
        if (value > bestValue) [best, bestValue] = [i, value];
      }
      const [{ score }] = left.splice(best, 1) as [{ score: Score; likeness: number }];
      chosen.push(score);
      const isFirst = chosen.length === 1;
      for (const other of left) {
        const likeness = this.#dot(this.#rows, score.index, other.score.index);
        other.likeness = isFirst ? likeness : Math.max(other.likeness, likeness);
      }
    }
    return chosen;
  }

  /** The block as base64, byte by byte. */
  toBase64(): string {
    const bytes = new Uint8Array(this.#rows.buffer, 0, this.size * this.#dimensions * 4);
    let text = '';
    for (let at = 0; at < bytes.length; at += bytesAtOnce) {
      text += String.fromCharCode(...bytes.subarray(at, at + bytesAtOnce));
    }
    return btoa(text);
  }

  /** Takes a block of `size` vectors that was written as base64. */
  read(base64: string, size: number, dimensions: number): void {
    const text = atob(base64);
    if (text.length !== size * dimensions * 4) throw new RangeError(`${text.length} bytes`);
    this.#rows = new Float32Array(Uint8Array.from(text, (byte) => byte.charCodeAt(0)).buffer);
    this.#dimensions = dimensions;
    this.size = size;
  }

  /** Makes room for so many vectors in all; growing one by one doubles it. */
  #reserve(size: number): void {
    const needed = size * this.#dimensions;
    if (needed <= this.#rows.length) return;
    const rows = new Float32Array(needed);
    rows.set(this.#rows.subarray(0, this.size * this.#dimensions));
    this.#rows = rows;
  }

  /** The product of a row of a block with a row of ours; four sums, since each step of one would wait for the one before. */
  #dot(left: Float32Array, leftRow: number, row: number): number {
    const rows = this.#rows;
    const width = this.#dimensions;
    const whole = width - (width % 4);
    let l = leftRow * width;
    let r = row * width;
    const end = r + whole;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (; r < end; r += 4, l += 4) {
      a += left[l]! * rows[r]!;
      b += left[l + 1]! * rows[r + 1]!;
      c += left[l + 2]! * rows[r + 2]!;
      d += left[l + 3]! * rows[r + 3]!;
    }
    for (let i = whole; i < width; i++, l++, r++) a += left[l]! * rows[r]!;
    return a + b + c + d;
  }
}

const bytesAtOnce = 0x8000;

function wrongDimension(wanted: number, got: number): RunnableError {
  const what =
    got === 0 || wanted === 0
      ? 'a vector is empty'
      : `its vectors have ${wanted} numbers, this one has ${got}`;
  return new RunnableError(`memoryVectorStore: ${what}. Use the same embeddings for documents and queries.`, {
    code: 'wrong_dimension',
  });
}

function noNumber(vector: ArrayLike<number>): RunnableError {
  const at = Array.from(vector).findIndex((value) => !Number.isFinite(value));
  const what =
    at === -1 ? 'a vector is too long to be compared' : `a vector has ${String(vector[at])} at ${at}`;
  return new RunnableError(`memoryVectorStore: ${what}. Give numbers.`, { code: 'bad_input' });
}

function squareOf(vector: ArrayLike<number>): number {
  let square = 0;
  for (let i = 0; i < vector.length; i++) square += vector[i]! * vector[i]!;
  return square;
}

// An indexed loop: `Float32Array.from` with a function is ten times slower.
function divide(vector: ArrayLike<number>, divisor: number, to: Float32Array, at: number): void {
  for (let i = 0; i < vector.length; i++) to[at + i] = vector[i]! / divisor;
}
