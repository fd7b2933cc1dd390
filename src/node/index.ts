import { AsyncLocalStorage } from 'node:async_hooks';
import { ambient } from '../run/ambient.ts';
import type { Run } from '../run/Run.ts';

const runs = new AsyncLocalStorage<Run | undefined>();

/**
 * Importing this module keeps the run across `await`: a runnable that a lambda, generator or tool starts behind one, without
 * passing its config, is a child of it all the same. On Node, Bun and Deno; in browsers pass the config.
 *
 * @example
 * import 'rxchain/node';
 */
ambient.carrier = { get: () => runs.getStore(), with: (run, work) => runs.run(run, work) };
