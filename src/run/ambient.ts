import type { Run } from './Run.ts';

/** Keeps a run across `await`; `rxchain/node` brings one. */
export interface RunCarrier {
  get(): Run | undefined;
  with<T>(run: Run | undefined, work: () => T): T;
}

/**
 * The run whose code is being called, or whose stream is being subscribed, on the current call stack.
 * Set only for the length of a synchronous call and put back in `finally`, so it never leaks into another run.
 */
export const ambient: { run: Run | undefined; carrier: RunCarrier | undefined } = {
  run: undefined,
  carrier: undefined,
};
