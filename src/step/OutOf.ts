import type { OperatorFunction } from 'rxjs';
import type { Follow, Following } from './Following.ts';
import type { Invocable } from './Invocable.ts';
import type { StepLike } from './StepLike.ts';

/** What a step gives as a whole when `In` goes in. */
export type OutOf<S, In> = [unknown] extends [S]
  ? unknown
  : [StepLike] extends [S]
    ? unknown
    : S extends Following<infer F extends Follow>
      ? (F & { readonly in: In })['out']
      : S extends Invocable<never, infer Out, unknown>
        ? Out
        : S extends OperatorFunction<never, infer Chunk>
          ? Chunk
          : { [K in keyof S]: OutOf<S[K], In> };
