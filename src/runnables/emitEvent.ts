import { RunnableError } from '../RunnableError.ts';
import { ambient } from '../run/ambient.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { runOf } from '../step/openRun.ts';

/**
 * Tells an event of the user's own (`on_custom_event`) in the name of the run that is under way, at this point of the order.
 * Costs nothing when nobody listens. Outside every run, and behind an `await` without the config, it throws `no_context`.
 *
 * @example
 * lambda(async (query: string, config) => {
 *   const hits = await search(query);
 *   emitEvent('hits', { count: hits.length }, config);
 *   return hits;
 * });
 */
export function emitEvent(name: string, data: unknown, config?: RunConfig): void {
  const run = runOf(config) ?? ambient.run ?? ambient.carrier?.get();
  if (run === undefined) {
    throw new RunnableError(
      `emitEvent("${name}") found no run. Call it inside a lambda, generator or tool; behind an await pass the config that you were given.`,
      { code: 'no_context' },
    );
  }
  run.emit(name, data);
}
