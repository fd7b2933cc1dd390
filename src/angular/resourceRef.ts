import {
  computed,
  type Resource,
  type ResourceStatus,
  type Signal,
  type ValueEqualityFn,
} from '@angular/core';
import type { DeepPartial } from '../../operators/DeepPartial.ts';
import type { RunnableResourceRef } from './RunnableResourceRef.ts';
import { isActive, type RunState } from './RunState.ts';

type Actions = 'events$' | 'stop' | 'reload' | 'destroy';

export interface ResourceRefOptions<Out> {
  readonly equal?: ValueEqualityFn<Out> | undefined;
  readonly debugName?: string | undefined;
}

/** The signals of a state, with what can be done. */
export function resourceRef<Out>(
  state: Signal<RunState<Out>>,
  actions: Pick<RunnableResourceRef<Out>, Actions>,
  { equal, debugName = '' }: ResourceRefOptions<Out> = {},
): RunnableResourceRef<Out> {
  const shown = <T>(read: (state: RunState<Out>) => T): Signal<T> => computed(() => read(state()));
  const values = (read: () => Out | undefined): Signal<Out | undefined> =>
    computed(read, {
      debugName,
      equal: (a, b) => a === b || (equal !== undefined && a !== undefined && b !== undefined && equal(a, b)),
    });
  const partial = values(() => state().value);
  const value = values(() => {
    const { error } = state();
    if (error) throw new Error(error.message, { cause: error });
    return partial();
  });
  const ref = {
    ...actions,
    phase: shown(({ phase }) => phase),
    isActive: shown(isActive),
    isLoading: shown(({ phase }) => phase === 'pending'),
    partial: partial as Signal<DeepPartial<Out> | undefined>,
    value,
    error: shown(({ error }) => error),
    status: shown(statusOf),
    snapshot: shown((now) => ({
      status: statusOf(now),
      ...(now.error ? { error: now.error } : { value: value() }),
    })),
    hasValue: () => !state().error && partial() !== undefined,
    asReadonly: (): Resource<Out | undefined> => ref,
  } as RunnableResourceRef<Out>;
  return ref;
}

function statusOf({ phase, isReload }: RunState<unknown>): ResourceStatus {
  if (phase === 'idle' || phase === 'error') return phase;
  if (phase !== 'pending') return 'resolved';
  return isReload ? 'reloading' : 'loading';
}
