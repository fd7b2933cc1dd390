import type { OperatorFunction } from 'rxjs';
import type { Invocable } from './Invocable.ts';
import type { ReadsChunks } from './ReadsChunks.ts';
import type { StepLike } from './StepLike.ts';

/**
 * `S` where it fits behind a step that gives `In` whole and streams `ChunkIn`, else what would have fitted. A runnable takes
 * the whole; RxJS operators, `generator` and `operator` take the chunks.
 */
// While S is being inferred it is `never` or `unknown`. What stands here then is where `lambda((value) => …)` and
// `map((chunk) => …)` take the type of their parameter from.
export type Fits<S, In, ChunkIn> = [S] extends [never]
  ? StepLike<In, ChunkIn>
  : unknown extends S
    ? StepLike<In, ChunkIn>
    : S extends Wanted<S, In, ChunkIn>
      ? S
      : Wanted<S, In, ChunkIn>;

type Wanted<S, In, ChunkIn> = S extends ReadsChunks
  ? OperatorFunction<ChunkIn, unknown>
  : S extends Invocable<never, unknown, unknown>
    ? Invocable<In, unknown, unknown>
    : S extends (source: never) => unknown
      ? OperatorFunction<ChunkIn, unknown>
      : S extends object
        ? { readonly [K in keyof S]: Fits<S[K], In, ChunkIn> }
        : StepLike<In, ChunkIn>;
