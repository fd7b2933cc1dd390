import type { RunnablePhase } from './RunnableResourceRef.ts';

/** All that the signals of a run show, in one value, so that they change together. */
export interface RunState<Out> {
  readonly phase: RunnablePhase;
  /** What there is so far, whatever the phase. */
  readonly value: Out | undefined;
  readonly error?: Error | undefined;
  /** `pending` only: the same input as before. */
  readonly isReload?: boolean | undefined;
}

export function isActive({ phase }: RunState<unknown>): boolean {
  return phase === 'pending' || phase === 'streaming';
}
