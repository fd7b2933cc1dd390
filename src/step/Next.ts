import type { ChunkBehind } from './ChunkBehind.ts';
import type { Fits } from './Fits.ts';
import type { OutBehind } from './OutBehind.ts';

/** `S` where it fits behind the steps `Before`, else what would have fitted. */
export type Next<S, Before extends readonly unknown[], In, ChunkIn = In> = Fits<
  S,
  OutBehind<Before, In>,
  ChunkBehind<Before, ChunkIn>
>;
