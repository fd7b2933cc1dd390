import type { OperatorFunction } from 'rxjs';
import type { Invocable } from './Invocable.ts';
import type { StepLike } from './StepLike.ts';

/** What a step takes; of a record, what all its branches take. */
export type InOf<S> = [unknown] extends [S]
  ? unknown
  : [StepLike] extends [S]
    ? never
    : S extends Invocable<infer In, unknown, unknown>
      ? In
      : S extends OperatorFunction<infer In, unknown>
        ? In
        : S extends object
          ? { [K in keyof S]: (input: InOf<S[K]>) => void }[keyof S] extends (input: infer In) => void
            ? In
            : unknown
          : never;
