import type { ChunkOf } from './ChunkOf.ts';

/** What streams out of the last of the steps when chunks of `ChunkIn` go into the first. */
export type ChunkBehind<Steps extends readonly unknown[], ChunkIn> = Steps extends readonly [
  infer First,
  ...infer Rest,
]
  ? ChunkBehind<Rest, ChunkOf<First, ChunkIn>>
  : ChunkIn;
