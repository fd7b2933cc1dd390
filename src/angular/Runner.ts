import { DestroyRef, type Injector, PendingTasks, PLATFORM_ID, untracked } from '@angular/core';
import { Subject, Subscription } from 'rxjs';
import type { RunEvent } from '../events/RunEvent.ts';
import type { Runnable } from '../Runnable.ts';
import type { TotalSubscriber } from '../run/TotalSubscriber.ts';
import { injectorOf } from './injectorOf.ts';
import { pace } from './pace.ts';
import type { RunOptions } from './RunOptions.ts';
import type { RunState } from './RunState.ts';
import { toError } from './toError.ts';
import { RUN_EVENTS } from './withEvents.ts';
import { SERVER_MODE } from './withServerMode.ts';

export interface RunnerOptions<Out, Chunk> extends RunOptions<Out, Chunk> {
  readonly runnable: Runnable<never, Out, Chunk> | (() => Runnable<never, Out, Chunk>);
  readonly defaultValue?: Out | undefined;
  readonly server?: 'skip' | 'wait' | undefined;
}

/** Cancels a run that is under way, and shows what had arrived. */
export type EndRun = () => void;

/** Runs a runnable below an injector, as often as it is told to. */
export class Runner<Out, Chunk> {
  readonly injector: Injector;
  readonly isServer: boolean;
  /** Whether nothing may run here. */
  readonly isSkipped: boolean;
  readonly events$: Subject<RunEvent> = new Subject();
  readonly #options: RunnerOptions<Out, Chunk>;

  constructor(caller: (...args: never) => unknown, options: RunnerOptions<Out, Chunk>) {
    const injector = injectorOf(caller, options.injector);
    this.#options = options;
    this.injector = injector;
    this.isServer = injector.get(PLATFORM_ID) === 'server';
    this.isSkipped = this.isServer && (options.server ?? injector.get(SERVER_MODE, null)) !== 'wait';
    const all = injector.get(RUN_EVENTS, null);
    this.events$.subscribe((event) => all?.next(event));
  }

  /** Calls `end` with the injector or, earlier, when what this gives is called; then nothing more will be heard. */
  endWith(end: () => void): () => void {
    const close = (): void => {
      off();
      end();
      this.events$.complete();
    };
    const off = this.injector.get(DestroyRef).onDestroy(close);
    return close;
  }

  /** Starts a run and shows its states from the first chunk on; `close` is called when it is over, however it ends. */
  start(input: unknown, show: (state: RunState<Out>) => void, close?: () => void): EndRun {
    const { runnable, config, fold, coalesce, defaultValue } = this.#options;
    let run: TotalSubscriber | undefined;
    const tell = (phase: RunState<Out>['phase'], error?: Error): void => {
      const value = phase === 'done' ? run?.whole : run?.total;
      untracked(() => show({ phase, error, value: run?.isEmpty === false ? (value as Out) : defaultValue }));
    };
    const paced = pace(coalesce, () => tell('streaming'));
    const fail = (error: unknown): void => tell('error', toError(error));
    const open = new Subscription(close);
    open.add(paced.drop);
    // The page waits for its runs.
    if (this.isServer) open.add(this.injector.get(PendingTasks).add());
    try {
      const stream = ('stream' in runnable ? runnable : runnable())
        .withConfig({ events: this.events$ })
        .stream(input as never, typeof config === 'function' ? config() : config);
      run = stream['rxchain.total']({ next: paced.ask, error: fail, complete: () => tell('done') }, fold);
      run.add(open);
      open.add(run);
      stream.subscribe(run);
    } catch (error) {
      fail(error);
      open.unsubscribe();
    }
    return () => {
      if (!open.closed) tell('stopped');
      open.unsubscribe();
    };
  }
}
