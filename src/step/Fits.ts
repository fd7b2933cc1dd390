import type { OperatorFunction } from 'rxjs';
import type { Invocable } from './Invocable.ts';
import type { ReadsChunks } from './ReadsChunks.ts';
import type { StepLike } from './StepLike.ts';

/**
 * `S` where it fits behind a step that gives `In` whole and streams `ChunkIn`, else what would have fitted. A runnable takes
 * the whole; RxJS operators, `generator` and `operator` take the chunks. (While `S` is not known yet it is `never`: then the
 * answer is what gives `lambda((value) => …)` and `map((chunk) => …)` the type of their parameter.)
 */
export type Fits<S, In, ChunkIn> = [S] extends [never]
  ? StepLike<In, ChunkIn>
  : S extends ReadsChunks
    ? S extends OperatorFunction<ChunkIn, unknown>
      ? S
      : OperatorFunction<ChunkIn, unknown>
    : S extends Invocable<never, unknown, unknown>
      ? S extends Invocable<In, unknown, unknown>
        ? S
        : Invocable<In, unknown, unknown>
      : S extends OperatorFunction<never, unknown>
        ? S extends OperatorFunction<ChunkIn, unknown>
          ? S
          : OperatorFunction<ChunkIn, unknown>
        : { readonly [K in keyof S]: Fits<S[K], In, ChunkIn> };
