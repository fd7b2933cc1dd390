import type { Subscriber } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { ambient } from './ambient.ts';
import type { Run } from './Run.ts';

/** A subscriber of ours: it says which run what it subscribes to belongs to. */
export interface RunSubscriber {
  readonly 'rxchain.run': Run | undefined;
  /** Told the rule by which what it takes joins. */
  learn(join: Join<unknown> | undefined): void;
}

/**
 * The run in which a runnable is being subscribed: that of the nearest subscriber of ours downstream, else the one whose
 * code is on the call stack, else the one that an installed carrier kept across `await`.
 */
export function findRun(subscriber: Subscriber<unknown>): Run | undefined {
  const carrying = nearest(subscriber);
  if (carrying !== undefined) return carrying['rxchain.run'];
  return ambient.run ?? ambient.carrier?.get();
}

/** The nearest subscriber of ours, seen from a subscriber towards its consumer. */
export function nearest(subscriber: Subscriber<unknown>): RunSubscriber | undefined {
  // `destination` is protected in rxjs; findRun.test.ts fails loudly when a new rxjs changes it.
  let at = subscriber as unknown as { destination?: unknown } | undefined;
  while (at !== undefined && at !== null && typeof at === 'object') {
    if ('rxchain.run' in at) return at as unknown as RunSubscriber;
    at = (at as { destination?: { destination?: unknown } }).destination;
  }
  return undefined;
}
