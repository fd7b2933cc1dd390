import type { Run } from './Run.ts';
import type { RunConfig } from './RunConfig.ts';
import { runKey } from './runKey.ts';

/** What a run gives to user code. Its run is an own member, so that a spread keeps it; the rest is looked up when it is asked for. */
export class ChildConfig implements RunConfig {
  constructor(run: Run) {
    (this as Carrying)[runKey] = run;
  }

  get signal(): AbortSignal {
    return runOf(this).signal;
  }

  get tags(): readonly string[] {
    return runOf(this).sharedTags;
  }

  get metadata(): Readonly<Record<string, unknown>> {
    return runOf(this).metadata;
  }
}

interface Carrying {
  [runKey]?: Run;
}

function runOf(config: ChildConfig): Run {
  return (config as Carrying)[runKey]!;
}
