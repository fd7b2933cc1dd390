import type { Runnable } from '../Runnable.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import type { ReadsChunks } from '../step/ReadsChunks.ts';

/** A runnable that stands behind whatever streams `In`: it reads chunks where others read the whole. */
export interface ChunkRunnable<in In, out Out> extends Runnable<In, Out>, ReadsChunks {
  withConfig(config: RunConfig): ChunkRunnable<In, Out>;
}
