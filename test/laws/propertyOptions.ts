import type fc from 'fast-check';

/**
 * The seed of this process: `FC_SEED` sets another one, `FC_RUNS` how many random cases each property sees. Without them every
 * run sees the same cases, so that a failure is one of the change; `npm run soak` looks for new ones.
 */
export const seed: number = Number(process.env.FC_SEED ?? 20_261_124);

export function propertyOptions(runs: number): fc.Parameters<unknown> {
  return {
    seed,
    numRuns: Number(process.env.FC_RUNS ?? runs),
    ...(process.env.FC_PATH ? { path: process.env.FC_PATH } : {}),
  };
}
