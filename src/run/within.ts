import { ambient } from './ambient.ts';
import type { Run } from './Run.ts';

/** Does something as a part of a run: what is subscribed meanwhile becomes a child of it. `undefined`: of none. */
export function within<T>(run: Run | undefined, work: () => T): T {
  const before = ambient.run;
  ambient.run = run;
  try {
    return ambient.carrier === undefined ? work() : ambient.carrier.with(run, work);
  } finally {
    ambient.run = before;
  }
}
