import type { RunType } from '../events/RunType.ts';

/** One run in a drawing. */
export interface Lane {
  readonly runId: string;
  /** The name of the run, with ` #2` where it is the second of that name under its parent. */
  readonly name: string;
  readonly type: RunType;
  /** The nearest run above that is shown. */
  readonly parent: Lane | undefined;
  readonly depth: number;
  readonly children: readonly Lane[];
}
