import { config as rxjsConfig } from 'rxjs';
import type { RunEvent } from '../events/RunEvent.ts';
import type { RunConfig } from './RunConfig.ts';
import { sinksOf } from './SinkPair.ts';

type Sink = NonNullable<RunConfig['events']>;

/** One sink in one tree of runs; left out after its first throw. */
interface Listener {
  readonly sink: Sink;
  isDead: boolean;
}

/** Whose turn it is: what is told while something is being told waits, so that all observers see one order. */
interface Turn {
  isTelling: boolean;
  readonly waiting: (() => void)[];
}

const turns = new WeakMap<Sink, Turn>();

/** The sinks that hear a run. A run deeper down may have more of them; it shares the turn of its parent. */
export class Hub {
  private readonly listeners: readonly Listener[];
  private readonly turn: Turn;
  private readonly only: Listener | undefined;

  /** The hub of a parent run with more sinks, or `parent` itself when there are none; each sink hears an event once. */
  static join(parent: Hub | undefined, first: Sink | undefined, second: Sink | undefined): Hub | undefined {
    let hub = parent;
    if (first === undefined && second === undefined) return hub;
    for (const sink of [...sinksOf(first), ...sinksOf(second)]) {
      if (hub?.hears(sink) !== true) hub = new Hub(hub, sink);
    }
    return hub;
  }

  private constructor(parent: Hub | undefined, sink: Sink) {
    this.listeners = [...(parent?.listeners ?? []), { sink, isDead: false }];
    this.only = this.listeners.length === 1 ? this.listeners[0] : undefined;
    this.turn = parent?.turn ?? turnOf(sink);
  }

  tell(event: RunEvent): void {
    const turn = this.turn;
    if (turn.isTelling) {
      turn.waiting.push(() => this.deliver(event));
      return;
    }
    turn.isTelling = true;
    if (this.only === undefined) this.deliver(event);
    else deliverTo(this.only, event);
    if (turn.waiting.length > 0) drain(turn);
    turn.isTelling = false;
  }

  /** Does something after everything that waits has been told. */
  after(work: () => void): void {
    if (this.turn.isTelling) this.turn.waiting.push(work);
    else work();
  }

  private hears(sink: Sink): boolean {
    return this.listeners.some((listener) => listener.sink === sink);
  }

  private deliver(event: RunEvent): void {
    const listeners = this.listeners;
    for (let i = 0; i < listeners.length; i++) deliverTo(listeners[i]!, event);
  }
}

function deliverTo(listener: Listener, event: RunEvent): void {
  if (listener.isDead) return;
  try {
    listener.sink.next(event);
  } catch (error) {
    listener.isDead = true;
    report(error);
  }
}

function drain(turn: Turn): void {
  for (let i = 0; i < turn.waiting.length; i++) turn.waiting[i]!();
  turn.waiting.length = 0;
}

function turnOf(sink: Sink): Turn {
  let turn = turns.get(sink);
  if (turn === undefined) {
    turn = { isTelling: false, waiting: [] };
    turns.set(sink, turn);
  }
  return turn;
}

interface Host {
  readonly reportError?: (error: unknown) => void;
  readonly process?: { emitWarning?: (warning: Error) => void };
}

/** A listener that throws is reported aside: it ends neither the run nor the process. */
function report(error: unknown): void {
  const host = globalThis as Host;
  const { onUnhandledError } = rxjsConfig;
  if (onUnhandledError) {
    try {
      onUnhandledError(error);
    } catch {
      // A hook that throws has had its say.
    }
  } else if (host.reportError) host.reportError(error);
  else host.process?.emitWarning?.(error instanceof Error ? error : new Error(String(error)));
}
