import type { Subscriber } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import type { RunEvent } from '../events/RunEvent.ts';
import { RunnableError } from '../RunnableError.ts';
import { checkConfig } from '../run/checkConfig.ts';
import { findRun } from '../run/findRun.ts';
import { mergeConfigs } from '../run/mergeConfigs.ts';
import { ObserverSubscriber } from '../run/ObserverSubscriber.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { RunStream } from '../run/RunStream.ts';
import type { Invocable } from '../step/Invocable.ts';
import { Link } from '../step/Link.ts';
import { openRun, runOf } from '../step/openRun.ts';
import { toStep } from '../step/toStep.ts';
import { Replay } from './Replay.ts';

export interface ExecuteConfig extends RunConfig {
  /** How many chunks, and how many events, are kept for views that come later (default 100,000 of each). */
  readonly replay?: number | undefined;
}

/** One run that many may look at. */
export interface Execution<Out, Chunk = Out> {
  /** The chunks of the output. */
  readonly output: RunStream<Chunk>;
  /** Everything that happens in the run and inside it. */
  readonly events: RunStream<RunEvent>;
  /** The whole output, once the run has ended; completes empty when nothing came out. */
  readonly result: RunStream<Out>;
  /** Stops the run; its views fail with an `AbortError`. Does nothing when it is over. */
  cancel(): void;
}

/**
 * One execution with many views. The first view starts the run, each view gets everything from the beginning, all end with
 * the run and fail with its error. When the last view leaves while the run is under way, the run is cancelled; a later view
 * then gets what there was and an `AbortError`. It never runs a second time.
 *
 * A view that comes when more than `replay` values have passed fails with `buffer_overflow`, since it would miss the first.
 *
 * @example
 * const joke = execute(chain(prompt, model, stringParser()), { topic: 'parrot' });
 * joke.output.subscribe((text) => show(text));
 * joke.events.pipe(ofEvent('on_chat_model_end')).subscribe(({ data }) => showUsage(data.output));
 */
export function execute<In, Out, Chunk>(
  runnable: Invocable<In, Out, Chunk>,
  input: In,
  config: ExecuteConfig = {},
): Execution<Out, Chunk> {
  const { replay = 100_000, ...runConfig } = config;
  const step = toStep(runnable, 'execute');
  checkConfig(runConfig, 'execute');
  if (!(replay >= 0)) {
    throw new RunnableError(`execute: replay must be 0 or more; got ${replay}.`, { code: 'bad_config' });
  }
  const where = `execute of ${runnable.name}`;
  const output = new Replay<Chunk>(replay, `${where}, output`);
  const events = new Replay<RunEvent>(replay, `${where}, events`);
  const result = new Replay<Out>(1, `${where}, result`);
  const controller = new AbortController();
  let run: ObserverSubscriber<unknown> | undefined;
  let views = 0;
  let isOver = false;
  let join: Join<unknown> | undefined;
  let sum: Link | undefined;

  const fail = (error: unknown): void => {
    if (isOver) return;
    isOver = true;
    for (const view of [output, result, events]) view.error(error);
  };
  const stop = (): void => {
    if (isOver) return;
    const reason = new RunnableError(`${runnable.name} was cancelled.`, { code: 'aborted' });
    if (run === undefined) fail(reason);
    // Not by unsubscribing: the error has to follow the events of the cancellation.
    else controller.abort(reason);
  };
  const take = (chunk: unknown): void => {
    try {
      sum ??= new Link(join);
      sum.add(chunk);
    } catch (error) {
      controller.abort(error);
      return;
    }
    output.next(chunk as Chunk);
  };
  const end = (): void => {
    let whole: unknown;
    try {
      whole = sum?.whole;
    } catch (error) {
      fail(error);
      return;
    }
    isOver = true;
    output.complete();
    if (sum !== undefined) result.next(whole as Out);
    result.complete();
    events.complete();
  };
  const start = (view: Subscriber<unknown>): void => {
    if (run !== undefined || isOver) return;
    const sink = { next: (event: RunEvent): void => events.next(event) };
    run = new ObserverSubscriber({ next: take, error: fail, complete: end });
    const parent = runOf(runConfig) ?? findRun(view);
    const learn = (rule: Join<unknown> | undefined): void => {
      join = rule;
    };
    const bound = mergeConfigs(runConfig, { events: sink, signal: controller.signal });
    openRun(step, { value: input }, { config: bound, parent, onJoin: learn }).subscribe(run);
  };
  const viewOf = <T>(source: Replay<T>): RunStream<T> =>
    new RunStream((view) => {
      if (!isOver) {
        views++;
        view.add(() => {
          views--;
          if (views === 0) stop();
        });
      }
      source.subscribe(view);
      if (!view.closed) start(view);
    });

  return { output: viewOf(output), events: viewOf(events), result: viewOf(result), cancel: stop };
}
