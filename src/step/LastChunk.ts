import type { ChunkBehind } from './ChunkBehind.ts';
import type { Opaque } from './Opaque.ts';

/** What a chain of the steps streams. */
export type LastChunk<Steps extends readonly unknown[], ChunkIn> = Opaque<ChunkBehind<Steps, ChunkIn>>;
