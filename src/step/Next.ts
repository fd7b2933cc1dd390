import type { Fits } from './Fits.ts';
import type { LastChunk } from './LastChunk.ts';
import type { LastOut } from './LastOut.ts';

/** `S` where it fits behind the steps `Before`, else what would have fitted. */
export type Next<S, Before extends readonly unknown[], In, ChunkIn = In> = Fits<
  S,
  LastOut<Before, In>,
  LastChunk<Before, ChunkIn>
>;
