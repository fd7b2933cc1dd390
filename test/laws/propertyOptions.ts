import type fc from 'fast-check';

/** The seed of this process: `FC_SEED` replays it, `FC_RUNS` sets how many random cases each property sees. */
export const seed: number = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

export function propertyOptions(runs: number): fc.Parameters<unknown> {
  return {
    seed,
    numRuns: Number(process.env.FC_RUNS ?? runs),
    ...(process.env.FC_PATH ? { path: process.env.FC_PATH } : {}),
  };
}
