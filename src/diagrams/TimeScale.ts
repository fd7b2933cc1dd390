/** A gap that is too long to be drawn; between `left` and `left + width` there is a zigzag. */
export interface Cut {
  readonly from: number;
  readonly to: number;
  readonly left: number;
  readonly width: number;
}

const cutWidth = 56;
/** A gap this many times longer than the median is cut. */
const longGap = 10;

/**
 * Where an instant stands, in pixels from the first: to scale, but for gaps over ten times the median, which are cut. Two
 * neighbours are `distance` apart, or nearer where the `room` does not suffice.
 */
export class TimeScale {
  readonly cuts: readonly Cut[];
  readonly width: number;
  readonly #first: number;
  readonly #perMs: number;

  /** The instants are distinct and in order. */
  constructor(instants: readonly number[], room: number, distance: number) {
    this.#first = instants[0] ?? 0;
    const last = instants.at(-1) ?? 0;
    const gaps = instants.slice(1).map((to, i) => ({ from: instants[i]!, to, length: to - instants[i]! }));
    const lengths = gaps.map(({ length }) => length).sort((a, b) => a - b);
    const shortest = lengths[0] ?? 1;
    // Of many long gaps the longest are cut, so that the zigzags leave room for what they are between.
    let cut = gaps
      .filter(({ length }) => length > longGap * medianOf(lengths))
      .sort((a, b) => b.length - a.length)
      .slice(0, Math.floor(room / (3 * cutWidth)));
    const scaleWith = (cuts: typeof cut): number => {
      const drawn = last - this.#first - cuts.reduce((sum, { length }) => sum + length, 0);
      const left = room - cuts.length * cutWidth;
      return Math.min(distance / shortest, drawn > 0 ? left / drawn : Number.POSITIVE_INFINITY);
    };
    this.#perMs = scaleWith(cut);
    for (let isSettled = false; !isSettled; ) {
      const worthwhile = cut.filter(({ length }) => length * this.#perMs > cutWidth);
      isSettled = worthwhile.length === cut.length;
      cut = worthwhile;
      this.#perMs = scaleWith(cut);
    }
    const cuts: Cut[] = [];
    for (const { from, to } of cut.sort((a, b) => a.from - b.from)) {
      cuts.push({ from, to, left: this.#place(from, cuts), width: cutWidth });
    }
    this.cuts = cuts;
    this.width = this.x(last);
  }

  x(time: number): number {
    return this.#place(time, this.cuts);
  }

  #place(time: number, cuts: readonly Cut[]): number {
    let x = (time - this.#first) * this.#perMs;
    for (const { from, to, width } of cuts) {
      if (to <= time) x += width - (to - from) * this.#perMs;
    }
    return x;
  }
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? 0)) / 2 : upper;
}
