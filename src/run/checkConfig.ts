import { RunnableError } from '../RunnableError.ts';
import { ChildConfig } from './ChildConfig.ts';
import type { RunConfig } from './RunConfig.ts';

/** Refuses a config that cannot work, where it is given: a sink that cannot be told, a signal that is none. */
export function checkConfig(config: RunConfig | undefined, where: string): void {
  if (config === undefined || config instanceof ChildConfig) return;
  if (typeof config !== 'object' || config === null) throw wrong(where, 'config must be a record');
  const { events, signal, tags, metadata, newRunId } = config;
  if (events !== undefined && typeof events?.next !== 'function') {
    throw wrong(where, '`events` needs a `next` method: give a Subject or { next: (event) => … }');
  }
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw wrong(where, '`signal` must be an AbortSignal');
  }
  if (tags !== undefined && !Array.isArray(tags)) throw wrong(where, '`tags` must be a list of strings');
  if (metadata !== undefined && (typeof metadata !== 'object' || metadata === null)) {
    throw wrong(where, '`metadata` must be a record');
  }
  if (newRunId !== undefined && typeof newRunId !== 'function')
    throw wrong(where, '`newRunId` must be a function');
}

function wrong(where: string, what: string): RunnableError {
  return new RunnableError(`${where}: ${what}.`, { code: 'bad_config' });
}
