import { signal, untracked } from '@angular/core';
import { concatMap, exhaustMap, mergeMap, Observable, Subject, type Subscription, switchMap } from 'rxjs';
import type { Runnable } from '../Runnable.ts';
import { Runner } from './Runner.ts';
import type { RunOptions } from './RunOptions.ts';
import type { RunRef } from './RunRef.ts';
import type { RunState } from './RunState.ts';
import { refuse } from './refuse.ts';
import { resourceRef } from './resourceRef.ts';

type Strategy = 'switch' | 'exhaust' | 'concat' | 'merge';

export interface InjectRunOptions<Out, Chunk = Out> extends RunOptions<Out, Chunk> {
  /**
   * What a call does while a run is under way: `switch` (default) cancels the run, `exhaust` ignores the call, `concat` lets it
   * wait, `merge` runs side by side and shows the run that was started last.
   */
  readonly strategy?: Strategy | undefined;
}

/**
 * A runnable for buttons, forms and whatever has side effects: runs when `run` is called, at once, and shows the run as signals.
 * `stop` cancels all open runs, `destroy` and the end of the injector do so for good. `reload` runs the input again that is shown.
 *
 * Needs an injection context or an `injector`. On the server it runs only where `withServerMode('wait')` says so.
 *
 * @example
 * const joke = injectRun(chain, { strategy: 'exhaust' });
 * joke.run({ topic: 'parrot' });
 */
export function injectRun<In, Out, Chunk = Out>(
  runnable: Runnable<In, Out, Chunk> | (() => Runnable<In, Out, Chunk>),
  options: InjectRunOptions<Out, Chunk> = {},
): RunRef<In, Out> {
  const { strategy = 'switch' } = options;
  const runner = new Runner<Out, Chunk>(injectRun, { ...options, runnable });
  const state = signal<RunState<Out>>({ phase: 'idle', value: undefined });
  const open = new Set<Call<In>>();
  const openRuns = signal(0);
  const calls = new Subject<Call<In>>();
  let shown: Call<In> | undefined;

  const runOf = (call: Call<In>): Observable<never> =>
    new Observable((subscriber) => {
      shown = call;
      const show = (next: RunState<Out>): void => {
        if (shown === call) state.set(next);
      };
      const close = (): void => {
        open.delete(call);
        openRuns.set(open.size);
        subscriber.complete();
      };
      show({ phase: 'pending', value: undefined, isReload: call.isReload });
      return runner.start(call.input, show, close);
    });
  const listen = (): Subscription =>
    calls
      .pipe((flatten[strategy] ?? refuse(`injectRun: strategy is ${strategy}`, 'bad_config'))(runOf))
      .subscribe();
  let listening = listen();
  const begin = (call: Call<In>): boolean => {
    const isBusy = strategy === 'exhaust' && open.size > 0;
    if (listening.closed || runner.isSkipped || isBusy) return false;
    // Not untracked, so that a template that starts a run is told (NG0600).
    openRuns.set(open.size + 1);
    open.add(call);
    untracked(() => calls.next(call));
    return true;
  };
  const stop = (): void => {
    listening.unsubscribe();
    open.clear();
    openRuns.set(0);
    listening = listen();
  };
  const destroy = runner.endWith(() => {
    stop();
    listening.unsubscribe();
  });
  const reload = (): boolean => shown !== undefined && begin({ ...shown, isReload: true });
  return {
    ...resourceRef<Out>(state, { events$: runner.events$, stop, reload, destroy }),
    run: (input) => void begin({ input }),
    openRuns: openRuns.asReadonly(),
  };
}

interface Call<In> {
  readonly input: In;
  readonly isReload?: boolean;
}

const flatten = { switch: switchMap, exhaust: exhaustMap, concat: concatMap, merge: mergeMap } as Readonly<
  Record<string, unknown>
> as Readonly<Record<Strategy, typeof mergeMap>>;
