import { timer } from 'rxjs';
import { stringParser, withFallbacks, withRetry, withTimeout } from '../../../src/index.ts';
import { marbles } from '../../../src/testing/index.ts';
import type { BenchCase } from '../BenchCase.ts';

const count = 1_000;
const texts = { a: 'Hel', b: 'lo', c: '!' };

/** Two failing tries, back-off, a limit for the first token, a fallback, a view that leaves: output and subscriptions. */
const worked = marbles((m) => {
  const primary = m.model(['5ms #', '5ms #', '900ms a|'], texts);
  const backup = m.model('10ms a 9ms b 9ms (c|)', texts);
  const patient = withRetry(withTimeout(primary, { first: 200 }), {
    count: 2,
    delay: (_, n) => timer(20 * 2 ** (n - 1)),
  });
  const careful = withFallbacks(patient, [backup]).pipe(stringParser());
  m.expectObservable(careful.stream('hi'), '^ 294ms !').toBe('280ms a 9ms b', texts);
  m.expectSubscriptions(primary.subscriptions).toBe(['^ 4ms !', '25ms ^ 4ms !', '70ms ^ 199ms !']);
  m.expectSubscriptions(backup.subscriptions).toBe('270ms ^ 24ms !');
});

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
