import type { Observable } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import type { Run } from '../run/Run.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import type { Step } from './Step.ts';

/** What a step may ask of the run that executes it. */
export interface StepRun {
  /** The run itself; for plumbing without a run of its own, the one around it. */
  readonly run: Run | undefined;
  readonly isInvoked: boolean;
  /** `transform` only: exactly one chunk will come, or none. */
  readonly isWhole: boolean;
  /** The rule by which the input joins, once its first chunk has come. */
  readonly sourceJoin: Join<unknown> | undefined;
  /** The rule by which the output joins, where only this run knows it; to be set before the first chunk. */
  join: Join<unknown> | undefined;
  /** The step tag of its place, and the config of the call where the place is all that was called: for a transparent step to pass on. */
  readonly tag: string | undefined;
  readonly passedConfig: RunConfig | undefined;
  /** The second argument of a user function. */
  config(): RunConfig;
  /** A child run over one input, as a cold stream. */
  child(step: Step, input: RunInput, options?: ChildOptions): Observable<unknown>;
}

/** One input: at once as a value, or as a stream of its chunks. */
export type RunInput = { readonly value: unknown } | { readonly source: Observable<unknown> };

export interface ChildOptions {
  /** The step tag of the child. */
  readonly tag?: string | undefined;
  readonly config?: RunConfig | undefined;
  /** As the parent when not said. */
  readonly isInvoked?: boolean | undefined;
  /** Told the rule of the child's output before its first chunk. */
  readonly onJoin?: ((join: Join<unknown> | undefined) => void) | undefined;
  /** Given, once the child is open, the means to start what stands first in it ahead of its first chunk. */
  readonly onOpen?: ((opened: { readonly begin: () => void }) => void) | undefined;
}
