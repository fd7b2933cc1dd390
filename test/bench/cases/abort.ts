import { measureAbort } from '../abort.ts';
import type { BenchCase } from '../BenchCase.ts';

export const cases: readonly BenchCase[] = [
  {
    kind: 'figure',
    name: 'closing the socket',
    about:
      'ms from unsubscribing during a token to the close that the server sees; the median of 100 streams over HTTP',
    unit: 'ms',
    samples: 3,
    warmups: 1,
    gates: [{ of: 'rxchain', atMost: 10 }],
    candidates: () => ({ rxchain: async () => (await measureAbort(100)).median }),
  },
  {
    kind: 'figure',
    name: 'closing the socket, at worst',
    about: 'the same; the 99th percentile of 300 streams',
    unit: 'ms',
    samples: 3,
    warmups: 1,
    gates: [{ of: 'rxchain', atMost: 50 }],
    candidates: () => ({ rxchain: async () => (await measureAbort(300)).p99 }),
  },
];
