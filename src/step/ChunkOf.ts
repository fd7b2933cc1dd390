import type { OperatorFunction } from 'rxjs';
import type { Follow, Following } from './Following.ts';
import type { StepLike } from './StepLike.ts';

/** What a step streams when chunks of `ChunkIn` come in; of a record, a record of whatever branch has something. */
export type ChunkOf<S, ChunkIn> = [unknown] extends [S]
  ? unknown
  : [StepLike] extends [S]
    ? unknown
    : S extends Following<infer F extends Follow>
      ? (F & { readonly chunkIn: ChunkIn })['chunk']
      : S extends OperatorFunction<never, infer Chunk>
        ? Chunk
        : { [K in keyof S]?: ChunkOf<S[K], ChunkIn> };
