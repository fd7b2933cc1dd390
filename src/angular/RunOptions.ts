import type { Injector } from '@angular/core';
import type { RunConfig } from '../run/RunConfig.ts';

/** How a run is started and how what it gives becomes the value of a signal. */
export interface RunOptions<Out, Chunk = Out> {
  /** Run name, tags, metadata and the like; a function is read once per run, untracked. */
  readonly config?: RunConfig | (() => RunConfig) | undefined;
  /**
   * How chunks become a value. By default as the last step says (text and messages add, snapshots replace), so that a finished
   * run shows what `invoke` gives. `sum` adds by value, `last` shows the last chunk.
   */
  readonly fold?: 'sum' | 'last' | ((total: Out | undefined, chunk: Chunk) => Out) | undefined;
  /** At most one write of the signals per frame, or per so many ms. The end of a run is shown at once, with all that came. */
  readonly coalesce?: 'frame' | number | undefined;
  /** Where it lives, outside an injection context. */
  readonly injector?: Injector | undefined;
}
