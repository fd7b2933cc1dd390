import type { Lane } from './Lane.ts';
import type { Mark } from './Mark.ts';

/** What happened at one instant, or in one interval, in order. */
export interface Column {
  /** Milliseconds; of an interval its beginning. */
  readonly time: number;
  /** Chunks that the lane has too many of to be told apart here may be missing, but for the first. */
  readonly marks: readonly Mark[];
  /** How many chunks each lane has here. */
  readonly chunks: ReadonlyMap<Lane, number>;
}

const mostColumns = 200;
/** More chunks of one lane in one column are counted. */
export const mostChunks = 9;

/**
 * Marks by instant, while they come, in the order of time.
 * 1. Past 200 instants neighbours merge into intervals of 2, 10, 20, 100, … ms, each a multiple of the last: so nothing is read
 *    again, and the columns do not depend on when they are looked at.
 * 2. A column keeps no more than ten chunks of a lane.
 */
export class RunColumns {
  #columns: GrowingColumn[] = [];
  #interval = 1;

  get columns(): readonly Column[] {
    return this.#columns;
  }

  /** How many ms a column stands for; 1 is an instant. */
  get interval(): number {
    return this.#interval;
  }

  add(time: number, mark: Mark): void {
    put(this.#columnAt(time), mark);
    while (this.#columns.length > mostColumns) this.#merge();
  }

  #columnAt(time: number): GrowingColumn {
    const begin = Math.floor(time / this.#interval) * this.#interval;
    const last = this.#columns.at(-1);
    if (last?.time === begin) return last;
    const column: GrowingColumn = { time: begin, marks: [], chunks: new Map() };
    this.#columns.push(column);
    return column;
  }

  #merge(): void {
    const narrow = this.#columns;
    this.#columns = [];
    this.#interval *= isPowerOfTen(this.#interval) ? 2 : 5;
    for (const { time, marks, chunks } of narrow) {
      const column = this.#columnAt(time);
      const before = new Map(column.chunks);
      for (const mark of marks) put(column, mark);
      for (const [lane, count] of chunks) column.chunks.set(lane, (before.get(lane) ?? 0) + count);
    }
  }
}

interface GrowingColumn extends Column {
  readonly marks: Mark[];
  readonly chunks: Map<Lane, number>;
}

function put({ marks, chunks }: GrowingColumn, mark: Mark): void {
  if (mark.sign === 'chunk') {
    const count = (chunks.get(mark.lane) ?? 0) + 1;
    chunks.set(mark.lane, count);
    if (count > mostChunks + 1) return;
  }
  marks.push(mark);
}

function isPowerOfTen(interval: number): boolean {
  return Number.isInteger(Math.log10(interval));
}
