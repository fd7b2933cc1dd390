import type { Run } from './Run.ts';
import type { RunConfig } from './RunConfig.ts';
import { runKey } from './runKey.ts';

/** What a run gives to user code. Its run is an own member, so that a spread keeps it; the rest is looked up when it is asked for. */
export class ChildConfig implements RunConfig {
  readonly [runKey]: Run;

  constructor(run: Run) {
    this[runKey] = run;
  }

  get signal(): AbortSignal {
    return this[runKey].signal;
  }

  get tags(): readonly string[] {
    return this[runKey].sharedTags;
  }

  get metadata(): Readonly<Record<string, unknown>> {
    return this[runKey].metadata;
  }
}
