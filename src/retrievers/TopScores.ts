/** One of many, by its number. */
export interface Score {
  readonly index: number;
  readonly score: number;
}

/** The k best of many scores, the best first; equal ones in the order of coming. */
export class TopScores {
  readonly #k: number;
  readonly #best: Score[] = [];

  constructor(k: number) {
    this.#k = k;
  }

  /** What a score must be above to get in. */
  get bar(): number {
    return this.#best.length < this.#k ? Number.NEGATIVE_INFINITY : (this.#best.at(-1)?.score ?? Infinity);
  }

  get best(): readonly Score[] {
    return this.#best;
  }

  add(index: number, score: number): void {
    const best = this.#best;
    if (best.length === this.#k) {
      if (!(score > this.bar)) return;
      best.pop();
    }
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (best[middle]!.score >= score) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, { index, score });
  }
}
