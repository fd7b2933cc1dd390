/** A case is measured in a process of its own; `candidates` runs there, so peers are imported inside it. */
export type BenchCase = RatioCase | GrowthCase | HeapCase | FigureCase;

/** CPU time per operation, candidates interleaved. */
export interface RatioCase extends CaseText {
  readonly kind: 'ratio';
  /** Operations in one call, e.g. chunks: the figure is ns per operation. */
  readonly per: number;
  /** What one operation is called in the table, e.g. `chunk`. */
  readonly unit: string;
  /** What every call must return (a sum over all values), so that no candidate is optimised away or wrong. */
  readonly expected: number;
  /** Forced gc before every round: right for streams, wrong for `invoke` (it discards optimised code). */
  readonly gc?: boolean;
  candidates(): Candidates<() => number | PromiseLike<number>>;
}

/** CPU time at growing sizes; the figure is the exponent between the first size and the last. */
export interface GrowthCase extends CaseText {
  readonly kind: 'growth';
  readonly sizes: readonly [number, number, ...number[]];
  expected(size: number): number;
  readonly gc?: boolean;
  candidates(): Candidates<(size: number) => number | PromiseLike<number>>;
}

/** Heap that `count` live things hold; the figure is kB for each. */
export interface HeapCase extends CaseText {
  readonly kind: 'heap';
  readonly count: number;
  candidates(): Candidates<(count: number) => Held | PromiseLike<Held>>;
}

export interface Held {
  readonly live: readonly unknown[];
  release?(): void;
}

/** A figure that the candidate measures itself (wall time to a first chunk, bytes of a bundle, …). */
export interface FigureCase extends CaseText {
  readonly kind: 'figure';
  readonly unit: string;
  /** Samples for the median; by default the number of rounds. */
  readonly samples?: number;
  /** Samples thrown away before; default 2. */
  readonly warmups?: number;
  candidates(): Candidates<() => number | PromiseLike<number>>;
}

/** With neither `to` nor `than` the gate is on the figure itself; with `to` on of/to; with `than` on than/of. */
export type Gate =
  | { readonly of: string; readonly to?: string; readonly atMost: number; readonly aim?: number }
  | { readonly of: string; readonly than: string; readonly atLeast: number; readonly aim?: number };

interface CaseText {
  readonly name: string;
  /** What ran: how many operations, how many steps, which source. */
  readonly about: string;
  readonly gates: readonly Gate[];
}

type Candidates<Run> = Readonly<Record<string, Run>> | PromiseLike<Readonly<Record<string, Run>>>;
