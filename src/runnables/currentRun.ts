import type { RunType } from '../events/RunType.ts';
import { ambient } from '../run/ambient.ts';

/** A run as its own code sees it. */
export interface CurrentRun {
  readonly id: string;
  readonly name: string;
  readonly type: RunType;
  /** The root first. */
  readonly parentIds: readonly string[];
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Fires when the run is cancelled. */
  readonly signal: AbortSignal;
}

/**
 * The run whose code is being called: in the synchronous part of a lambda, generator or tool, and of what it subscribes there;
 * behind an `await` only with `rxchain/node`. Outside every run `undefined`.
 *
 * @example
 * lambda((query: string) => `${currentRun()?.name}: ${query}`, { name: 'echo' }); // 'echo: …'
 */
export function currentRun(): CurrentRun | undefined {
  return ambient.run ?? ambient.carrier?.get();
}
