import type { Observable } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import type { RunKind } from '../run/RunKind.ts';
import type { StepRun } from './StepRun.ts';

/** What a kernel returns when a chunk leads to no output. */
export const nothing: unique symbol = Symbol('nothing') as never;
export type Nothing = typeof nothing;

/** The per-chunk way of working: synchronous, without time, one per subscription. Neighbouring kernels run in one loop. */
export interface Kernel<In, Out> {
  write(chunk: In): Out | Nothing;
  /** What is still to come once the input is complete. */
  end?(): Out | Nothing;
}

/**
 * What a runnable does, as data. It works in exactly one way: `chunk` or `kernel` (chunk by chunk, at once), `once` (the whole input,
 * then a value, a promise or a stream), `transform` (an RxJS operator over the chunks) or `steps` (a sequence).
 */
export interface Step<In = never, Out = unknown> extends RunKind {
  /** How the chunks of the output join; none: as those of the input. */
  // biome-ignore lint/suspicious/noExplicitAny: a join takes and gives the same type, so it would make every step invariant.
  readonly join?: Join<any> | undefined;
  /** Derives the rule from that of the input, where the step changes the shape of what comes in. */
  readonly joinFrom?: ((source: Join<unknown> | undefined) => Join<unknown> | undefined) | undefined;
  /** A kernel without state: each chunk by itself. */
  readonly chunk?: ((chunk: In) => Out | Nothing) | undefined;
  readonly kernel?: (() => Kernel<In, Out>) | undefined;
  readonly once?: ((input: In, run: StepRun) => unknown) | undefined;
  readonly transform?: ((source: Observable<In>, run: StepRun) => Observable<Out>) | undefined;
  readonly steps?: readonly Step[] | undefined;
  /** How many operators deep its chunks travel on the call stack, and of how many steps it consists (default 1). */
  readonly weight?: number | undefined;
  readonly size?: number | undefined;
  /** `once` only: starts with the first chunk of its input, though it runs at the end of it. */
  readonly startsEarly?: boolean | undefined;
  /** Plumbing without a run of its own. */
  readonly isPlain?: boolean | undefined;
  /** An RxJS operator as it is. */
  readonly isOperator?: boolean | undefined;
  /** `chunk` only: gives every chunk on as it is, so nobody misses it where nobody listens. */
  readonly isIdentity?: boolean | undefined;
  /** Whether the result depends on how the input is cut into chunks; then an `invoke` hands chunks to it too. */
  readonly isCutSensitive?: boolean | undefined;
  /** Whether the output comes in other chunks when the input does, where what they mean stays the same. */
  readonly isCutKept?: boolean | undefined;
  /** Reads nothing but the text of a message chunk. */
  readonly readsText?: boolean | undefined;
  /** `once` only: turns a result into a stream, where the result of a user function may be one. */
  readonly expand?:
    | ((result: unknown, input: In, run: StepRun) => Observable<unknown> | undefined)
    | undefined;
  /** `once` only: completes a chunk on its way out, where the next step needs more than its text. */
  readonly finishChunk?: ((chunk: never, run: StepRun) => unknown) | undefined;
}
