import { marbles } from '../../../src/testing/index.ts';
import { leavingView } from '../../testing/careful.ts';
import type { BenchCase } from '../BenchCase.ts';

const count = 1_000;

/** Two failing tries, back-off, a limit for the first token, a fallback, a view that leaves: output, subscriptions and events. */
const worked = marbles(leavingView);

export const cases: readonly BenchCase[] = [
  {
    kind: 'figure',
    name: 'marble tests',
    about: `seconds for ${count} tests of retry, back-off, time limit, fallback and cancellation in virtual time`,
    unit: 's',
    samples: 5,
    warmups: 1,
    gates: [{ of: 'rxchain', atMost: 2 }],
    candidates: () => ({
      rxchain: () => {
        const start = performance.now();
        for (let i = 0; i < count; i++) worked();
        return (performance.now() - start) / 1_000;
      },
    }),
  },
];
