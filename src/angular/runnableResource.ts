import {
  computed,
  effect,
  makeStateKey,
  TransferState,
  untracked,
  type ValueEqualityFn,
} from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { Observable } from 'rxjs';
import type { Runnable } from '../Runnable.ts';
import type { ParamsContext } from './ParamsContext.ts';
import type { RunnableResourceRef } from './RunnableResourceRef.ts';
import { type EndRun, Runner } from './Runner.ts';
import type { RunOptions } from './RunOptions.ts';
import { isActive, type RunState } from './RunState.ts';
import { resourceRef } from './resourceRef.ts';

export interface RunnableResourceOptions<In, Out, Chunk = Out> extends RunOptions<Out, Chunk> {
  /** What runs; a function is called once per run, untracked. */
  readonly runnable: Runnable<In, Out, Chunk> | (() => Runnable<In, Out, Chunk>);
  /** The input, from signals; undefined for none. */
  readonly params: (context: ParamsContext) => NoInfer<In> | undefined;
  /** The value while there is none. */
  readonly defaultValue?: NoInfer<Out> | undefined;
  readonly equal?: ValueEqualityFn<NoInfer<Out>> | undefined;
  /** Shows the value of the run before until the first chunk. */
  readonly keepPrevious?: boolean | undefined;
  /** On the server: no run at all, or the page waits for it. Default: as `withServerMode` says, else `skip`. */
  readonly server?: 'skip' | 'wait' | undefined;
  /** With `wait`: hands the finished value over to the browser, which then does not run. Unique in the page. */
  readonly id?: string | undefined;
  readonly debugName?: string | undefined;
}

/**
 * A runnable as a resource: runs for each new input that `params` reads from signals, the latest wins, and shows the run as
 * signals. New params cancel the run before, before the next starts; so do `stop`, `destroy` and the end of the injector.
 *
 * `undefined` is idle. An error is the phase `error`, with what had arrived in `partial()`; a run that gives nothing is `done`
 * with the default. Needs an injection context or an `injector`.
 *
 * @example
 * const topic = signal<{ topic: string } | undefined>(undefined);
 * const joke = runnableResource({ runnable: chain, params: () => topic() });
 * effect(() => show(joke.phase(), joke.partial()));
 */
export function runnableResource<In, Out, Chunk = Out>(
  options: RunnableResourceOptions<In, Out, Chunk>,
): RunnableResourceRef<Out> {
  const { defaultValue, id } = options;
  const runner = new Runner<Out, Chunk>(runnableResource, options);
  const { injector, isServer } = runner;
  const store = id === undefined ? undefined : injector.get(TransferState);
  const key = makeStateKey<RunState<Out> | undefined>(`rxchain.${id}`);
  let handed = store?.get(key, undefined);
  store?.remove(key);
  let last: RunState<Out> | undefined;
  let end: EndRun | undefined;
  let isReload = false;
  let isDestroyed = false;

  const pending = (): RunState<Out> => ({
    phase: 'pending',
    value: (options.keepPrevious ? last?.value : undefined) ?? defaultValue,
    isReload,
  });
  const stream = (input: In): Observable<RunState<Out>> =>
    new Observable((subscriber) => {
      const show = (state: RunState<Out>): void => {
        last = state;
        subscriber.next(state);
        if (isServer && state.phase === 'done') store?.set(key, state);
      };
      show(handed ?? pending());
      isReload = false;
      if (handed || runner.isSkipped) {
        handed = undefined;
        return;
      }
      end = runner.start(input, show, () => subscriber.complete());
      return end;
    });
  // Before the resource, so that it is still there when the injector dies.
  const destroy = runner.endWith(() => {
    stop();
    last = untracked(state);
    isDestroyed = true;
    states.destroy();
  });
  // It is given states, not values, so that neither an error nor the end of a run loses what had arrived.
  const states = rxResource({
    params: options.params as () => In | undefined,
    stream: ({ params }) => stream(params as In),
    injector,
  });
  const state = computed<RunState<Out>>(() => {
    const status = states.status();
    if (isDestroyed) return last ?? pending();
    if (status === 'idle') return { phase: status, value: defaultValue };
    if (status === 'error') return { phase: status, value: defaultValue, error: states.error() };
    return states.isLoading() ? (handed ?? pending()) : (states.value() as RunState<Out>);
  });
  effect(
    () => {
      const status = states.status();
      // Without an input the resource would let the run before go on.
      if (status === 'idle' || status === 'error') end?.();
    },
    { injector },
  );
  const stop = (): void => {
    end?.();
    // Before the run has begun, there is nothing to stop but its beginning.
    if (isActive(untracked(state))) states.set({ phase: 'stopped', value: defaultValue });
  };
  const reload = (): boolean => (isReload = !untracked(states.error) && states.reload());
  return resourceRef(state, { events$: runner.events$, stop, reload, destroy }, options);
}
