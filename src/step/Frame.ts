import type { Subscriber } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { replaceChunks } from '../../operators/replaceChunks.ts';
import { RunnableError } from '../RunnableError.ts';
import { ambient } from '../run/ambient.ts';
import { ChildConfig } from '../run/ChildConfig.ts';
import { nearest } from '../run/findRun.ts';
import { Hub } from '../run/Hub.ts';
import { Run, type Stoppable } from '../run/Run.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import type { OpenRun } from './openRun.ts';
import type { Plan } from './Plan.ts';
import { Segment } from './Segment.ts';
import type { Step } from './Step.ts';
import type { ChildOptions, RunInput } from './StepRun.ts';

export interface FrameOptions extends ChildOptions {
  readonly parent: Run | undefined;
  readonly config: RunConfig | undefined;
  /** The rule of the input, where it is known. */
  readonly inputJoin?: Join<unknown> | undefined;
}

/** One execution of a plan: what its segments share, and the way in from outside, by unsubscribing and by signals. */
export class Frame implements Stoppable {
  readonly plan: Plan;
  readonly input: RunInput;
  readonly parent: Run | undefined;
  readonly isInvoked: boolean;
  readonly isTold: boolean;
  readonly inputJoin: Join<unknown> | undefined;
  readonly open: OpenRun;
  /** The run on whose call stack this one was subscribed. */
  readonly caller: Run | undefined = ambient.run ?? ambient.carrier?.get();
  /** The run of the plan's own step. Left inside of its own start, it is known to no segment yet. */
  top: Run | undefined;
  /** Why the frame is being stopped, if not because its subscriber left. */
  reason: unknown;
  readonly #options: FrameOptions;
  readonly #destination: Subscriber<unknown>;
  readonly #hub: Hub | undefined;
  #segment: Segment | undefined;
  #signals: readonly AbortSignal[] = noSignals;

  constructor(
    plan: Plan,
    input: RunInput,
    destination: Subscriber<unknown>,
    options: FrameOptions,
    open: OpenRun,
  ) {
    const { parent, config } = options;
    this.plan = plan;
    this.input = input;
    this.parent = parent;
    this.isInvoked = options.isInvoked === true;
    this.inputJoin = options.inputJoin;
    this.open = open;
    this.#options = options;
    this.#destination = destination;
    this.#hub = Hub.join(parent?.hub, config?.events, undefined);
    this.isTold = this.#hub !== undefined || plan.hasSinks;
  }

  get tag(): string | undefined {
    return this.#options.tag;
  }

  get config(): RunConfig | undefined {
    return this.#options.config;
  }

  get hasValue(): boolean {
    return 'value' in this.input;
  }

  /** Whether this is the first run of all, and its input comes in chunks. */
  get isOpenRoot(): boolean {
    return this.parent === undefined && !this.hasValue;
  }

  run(): void {
    const { parent, config } = this.#options;
    const signals = this.plan.signals;
    const given = config instanceof ChildConfig ? undefined : config?.signal;
    this.#signals = given === undefined || parent?.owns(given) === true ? signals : [...signals, given];
    for (const signal of this.#signals) {
      if (!signal.aborted) continue;
      this.#destination.error(signal.reason);
      return;
    }
    if (this.isTold && this.hasValue) parent?.start({});
    if (parent?.isOver === true) {
      this.#destination.error(overError(this.plan.step.name, parent));
      return;
    }
    for (const signal of this.#signals) signal.addEventListener('abort', this.#abort);
    parent?.hold(this);
    const parts = this.plan.parts;
    const segment = new Segment(this, parts[parts.length - 1]!, this.#destination, undefined);
    this.#segment = segment;
    this.#destination.add(segment);
    // A step that is plumbing has no run; what is inside it opens the first one.
    if (this.isTold && parent === undefined && 'value' in this.input && this.plan.step.isPlain !== true) {
      this.#topRun().start({ input: this.input.value });
      if (segment.isOver) return;
    }
    this.#options.onOpen?.(this);
    segment.run();
  }

  /** The run of the plan's own step. */
  #topRun(): Run {
    const { step } = this.plan;
    return step.steps === undefined
      ? this.makeRun(step, this.parent, undefined, true)
      : this.#segment!.bracketRun(this.plan.root!);
  }

  makeRun(step: Step, parent: Run | undefined, tag: string | undefined, isTop: boolean): Run {
    if (isTop && this.top !== undefined) return this.top;
    const { config, tag: ownTag } = this.#options;
    const own = step.config?.events;
    const hub =
      isTop && own === undefined ? this.#hub : Hub.join(parent?.hub, own, isTop ? config?.events : undefined);
    const run = new Run(step, {
      parent,
      hub,
      tag: isTop ? ownTag : tag,
      call: isTop ? config : undefined,
      isInvoked: this.isInvoked,
    });
    if (isTop) this.top = run;
    return run;
  }

  /** Starts what stands first, ahead of its first chunk. */
  readonly begin = (): void => {
    let segment = this.#segment;
    while (segment?.up !== undefined) segment = segment.up;
    segment?.telling?.begin();
  };

  /** Tells the rule of the output to whoever takes it. */
  announce(join: Join<unknown> | undefined): void {
    const { onJoin } = this.#options;
    if (onJoin !== undefined) {
      onJoin(join);
      return;
    }
    const next = nearest(this.#destination);
    // Behind a plain operator only the rule that snapshots replace each other still holds.
    if ((next as unknown) === this.#destination || join === replaceChunks) next?.learn(join);
  }

  stop(reason: unknown): void {
    this.reason = reason;
    this.#segment?.stop(reason);
  }

  /** Does something after everything that has been said is told. */
  afterTelling(work: () => void): void {
    const hub = this.top?.hub ?? this.#hub;
    if (hub === undefined) work();
    else hub.after(work);
  }

  release(): void {
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#abort);
    this.parent?.release(this);
  }

  readonly #abort = (abort: Event): void => {
    const { reason } = abort.target as AbortSignal;
    if (this.#segment?.isOver === true) return;
    this.stop(reason);
    this.afterTelling(() => this.#destination.error(reason));
  };
}

const noSignals: readonly AbortSignal[] = [];

function overError(name: string, parent: Run): unknown {
  if (parent.signal.aborted) return parent.signal.reason;
  return new RunnableError(
    `${name} cannot start inside ${parent.name}, which is over. Return or await what it starts, or start it without its config.`,
    { code: 'run_over' },
  );
}
