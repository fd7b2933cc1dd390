import type { BenchCase, FigureCase, GrowthCase, HeapCase, Held, RatioCase } from './BenchCase.ts';

export interface MeasureOptions {
  readonly rounds: number;
  readonly warmups: number;
  /** CPU time that a round lasts at least; the thread clock ticks coarsely. */
  readonly roundMs: number;
  /** CPU or wall time after which a slow candidate takes part in no further round. */
  readonly budgetMs: number;
}

export interface Measured {
  readonly unit: string;
  readonly rows: readonly MeasuredRow[];
}

export interface MeasuredRow {
  readonly candidate: string;
  /** One figure per round; a candidate beyond its budget has fewer. */
  readonly figures: readonly number[];
  readonly note?: string;
}

/** Runs one case in this process. Candidates take turns, round by round, and the first of a round changes. */
export function measure(benchCase: BenchCase, options: MeasureOptions): Promise<Measured> {
  switch (benchCase.kind) {
    case 'ratio':
      return measureRatio(benchCase, options);
    case 'growth':
      return measureGrowth(benchCase, options);
    case 'heap':
      return measureHeap(benchCase, options);
    case 'figure':
      return measureFigure(benchCase, options);
  }
}

async function measureRatio(benchCase: RatioCase, options: MeasureOptions): Promise<Measured> {
  const timers = Object.entries(await benchCase.candidates()).map(
    ([candidate, run]) => new CpuTimer(candidate, run, benchCase.expected, options, benchCase.gc === true),
  );
  await interleave(timers, options);
  const rows = timers.map((timer) => ({
    candidate: timer.candidate,
    figures: timer.rounds.map((ns) => ns / benchCase.per),
  }));
  return { unit: `ns per ${benchCase.unit}`, rows };
}

async function measureGrowth(benchCase: GrowthCase, options: MeasureOptions): Promise<Measured> {
  const { sizes } = benchCase;
  const entries = Object.entries(await benchCase.candidates()).map(([candidate, run]) => ({
    candidate,
    timers: sizes.map(
      (size) =>
        new CpuTimer(
          `${candidate} at ${size}`,
          () => run(size),
          benchCase.expected(size),
          options,
          benchCase.gc === true,
        ),
    ),
  }));
  await interleave(
    entries.flatMap((entry) => entry.timers),
    options,
  );
  const rows = entries.map(({ candidate, timers }) => {
    const first = timers[0]!.rounds;
    const last = timers.at(-1)!.rounds;
    const decades = Math.log(sizes.at(-1)! / sizes[0]);
    const shared = Math.min(first.length, last.length);
    const figures = first.slice(0, shared).map((ns, round) => Math.log(last[round]! / ns) / decades);
    const each = timers.map((timer, index) => (median(timer.rounds) / sizes[index]!).toPrecision(3));
    return { candidate, figures, note: `ns each: ${each.join(', ')}` };
  });
  return { unit: `exponent, ${sizes.join(' to ')}`, rows };
}

async function measureHeap(benchCase: HeapCase, options: MeasureOptions): Promise<Measured> {
  const entries = Object.entries(await benchCase.candidates());
  const figures = new Map<string, number[]>(entries.map(([candidate]) => [candidate, []]));
  for (let round = -options.warmups; round < options.rounds; round += 1) {
    for (const [candidate, hold] of rotated(entries, round)) {
      const bytes = await heldBytes(candidate, hold, benchCase.count);
      if (round >= 0) figures.get(candidate)!.push(bytes / benchCase.count / 1000);
    }
  }
  return {
    unit: 'kB each',
    rows: [...figures].map(([candidate, values]) => ({ candidate, figures: values })),
  };
}

async function measureFigure(benchCase: FigureCase, options: MeasureOptions): Promise<Measured> {
  const entries = Object.entries(await benchCase.candidates());
  const figures = new Map<string, number[]>(entries.map(([candidate]) => [candidate, []]));
  const used = new Map<string, number>();
  const samples = benchCase.samples ?? options.rounds;
  for (let round = -(benchCase.warmups ?? 2); round < samples; round += 1) {
    for (const [candidate, run] of rotated(entries, round)) {
      const spent = used.get(candidate) ?? 0;
      if (spent > options.budgetMs && figures.get(candidate)!.length > 0) continue;
      const begin = performance.now();
      const figure = await run();
      used.set(candidate, spent + performance.now() - begin);
      if (!Number.isFinite(figure)) throw new Error(`${candidate} gave ${figure} instead of a figure.`);
      if (round >= 0) figures.get(candidate)!.push(figure);
    }
  }
  return {
    unit: benchCase.unit,
    rows: [...figures].map(([candidate, values]) => ({ candidate, figures: values })),
  };
}

async function interleave(timers: readonly CpuTimer[], options: MeasureOptions): Promise<void> {
  for (let round = 0; round < options.warmups; round += 1) {
    for (const timer of timers) await timer.warm();
  }
  for (let round = 0; round < options.rounds; round += 1) {
    for (const timer of rotated(timers, round)) await timer.measure();
  }
}

/** CPU time of the main thread for one candidate; a machine that is busy otherwise does not count. */
class CpuTimer {
  readonly candidate: string;
  readonly rounds: number[] = [];
  readonly #run: () => number | PromiseLike<number>;
  readonly #expected: number;
  readonly #options: MeasureOptions;
  readonly #gc: boolean;
  #batch = 1;
  #spentMs = 0;

  constructor(
    candidate: string,
    run: () => number | PromiseLike<number>,
    expected: number,
    options: MeasureOptions,
    gc: boolean,
  ) {
    this.candidate = candidate;
    this.#run = run;
    this.#expected = expected;
    this.#options = options;
    this.#gc = gc;
  }

  /** Warms the code up and finds how many calls fill a quarter of a round, so that the clock is read seldom. */
  async warm(): Promise<void> {
    if (this.#spentMs > this.#options.budgetMs) return;
    const nsPerCall = await this.#round();
    this.#batch = Math.max(1, Math.floor((this.#options.roundMs * 1e6) / 4 / nsPerCall));
  }

  async measure(): Promise<void> {
    if (this.#spentMs > this.#options.budgetMs && this.rounds.length > 0) return;
    if (this.#gc) collect();
    this.rounds.push(await this.#round());
  }

  async #round(): Promise<number> {
    const begin = threadMicroseconds();
    const wall = performance.now();
    let calls = 0;
    let spent = 0;
    do {
      for (let call = 0; call < this.#batch; call += 1) {
        const result = this.#run();
        const value = typeof result === 'number' ? result : await result;
        if (value !== this.#expected) {
          throw new Error(`${this.candidate} gave ${value} instead of ${this.#expected}.`);
        }
      }
      calls += this.#batch;
      spent = threadMicroseconds() - begin;
      if (spent === 0 && this.#batch < 1e6) this.#batch *= 2;
    } while (spent < this.#options.roundMs * 1000 && performance.now() - wall < this.#options.budgetMs);
    const waited = performance.now() - wall;
    this.#spentMs += waited;
    // A round of timers would measure the clock; on a busy machine a worker still gets more than a thirtieth.
    if (spent / 1000 < waited / 30) {
      throw new Error(
        `${this.candidate} used ${spent / 1000} ms of CPU in ${Math.round(waited)} ms: it waits instead of working.`,
      );
    }
    return (spent * 1000) / calls;
  }
}

/** The middle value; of an even number the mean of the middle two; NaN of none, which passes no gate. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const start = ((by % items.length) + items.length) % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function threadMicroseconds(): number {
  const usage = process.threadCpuUsage();
  return usage.user + usage.system;
}

function collect(): void {
  if (globalThis.gc === undefined) throw new Error('This case needs node --expose-gc.');
  globalThis.gc();
}

// A function of its own: what it held is dead when the next one looks at the heap.
async function heldBytes(
  candidate: string,
  hold: (count: number) => Held | PromiseLike<Held>,
  count: number,
): Promise<number> {
  const before = await quietHeap();
  const held = await hold(count);
  const after = await quietHeap();
  if (held.live.length !== count) {
    throw new Error(`${candidate} holds ${held.live.length} things instead of ${count}.`);
  }
  held.release?.();
  return after - before;
}

async function quietHeap(): Promise<number> {
  // Finalisers and weak references are cleared between turns of the event loop.
  for (let turn = 0; turn < 3; turn += 1) {
    collect();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}
