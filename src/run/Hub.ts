import { config as rxjsConfig } from 'rxjs';
import type { RunEvent } from '../events/RunEvent.ts';
import { ambient, type RunCarrier } from './ambient.ts';
import { type Ear, newTurn, type Turn } from './Ear.ts';
import type { RunConfig } from './RunConfig.ts';
import { sinksOf } from './SinkPair.ts';
import { StreamSink } from './StreamSink.ts';
import { within } from './within.ts';

type Sink = NonNullable<RunConfig['events']>;

/** One sink in one tree of runs; left out after its first throw. */
interface Listener {
  readonly sink: Sink;
  readonly ear: Ear;
  isDead: boolean;
}

const ears = new WeakMap<Sink, Ear>();
let turnsTaken = 0;

/** The sinks that hear a run. A run deeper down may have more of them. */
export class Hub {
  private readonly listeners: readonly Listener[];
  private readonly only: Listener | undefined;
  private readonly turn: Turn = newTurn();

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
    const listener: Listener = { sink, ear: earOf(sink), isDead: false };
    this.listeners = parent === undefined ? [listener] : [...parent.listeners, listener];
    this.only = parent === undefined ? listener : undefined;
  }

  tell(event: RunEvent): void {
    const { listeners, turn } = this;
    if (turn.isTaken) {
      for (const listener of listeners) wait(listener, event);
      return;
    }
    turn.isTaken = true;
    turn.depth = turnsTaken++;
    if (ambient.carrier !== undefined) this.tellOutside(ambient.carrier, event);
    else this.tellAll(event);
    turnsTaken--;
    turn.isTaken = false;
  }

  // Apart, since a function with a closure in it makes room for what the closure holds at each call.
  private tellOutside(carrier: RunCarrier, event: RunEvent): void {
    carrier.with(undefined, () => this.tellAll(event));
  }

  /** What a sink starts is no part of the run that it hears of. */
  private tellAll(event: RunEvent): void {
    const { listeners, only, turn } = this;
    const telling = ambient.run;
    if (telling !== undefined) ambient.run = undefined;
    if (only !== undefined && take(only.ear, turn)) {
      // One sink that nobody tells anything: the same as below, without the loops.
      hear(only, event);
      if (turn.waiting.length > 0) drain(turn);
      if (telling !== undefined) ambient.run = telling;
      return;
    }
    // All sinks are taken before the first is told: what that leads to must not overtake the event on its way to the others.
    for (let i = 0; i < listeners.length; i++) {
      const listener = listeners[i]!;
      if (!take(listener.ear, turn)) wait(listener, event);
    }
    for (let i = 0; i < listeners.length; i++) {
      const listener = listeners[i]!;
      if (listener.ear.turn === turn) hear(listener, event);
    }
    if (turn.waiting.length > 0) drain(turn);
    if (telling !== undefined) ambient.run = telling;
  }

  /** Does something after everything that waits has been told. */
  after(work: () => void): void {
    let outermost: Turn | undefined;
    for (const { ear } of this.listeners) {
      if (ear.turn.isTaken && ear.turn.depth < (outermost?.depth ?? Number.POSITIVE_INFINITY))
        outermost = ear.turn;
    }
    if (outermost === undefined) work();
    else {
      const { run } = ambient;
      outermost.waiting.push(() => within(run, work));
    }
  }

  private hears(sink: Sink): boolean {
    return this.listeners.some((listener) => listener.sink === sink);
  }
}

/** Takes an ear for a turn, unless somebody else is telling it something. */
function take(ear: Ear, turn: Turn): boolean {
  if (ear.turn === turn) return true;
  if (ear.turn.isTaken) return false;
  ear.turn = turn;
  return true;
}

function wait(listener: Listener, event: RunEvent): void {
  listener.ear.turn.waiting.push(() => hear(listener, event));
}

function hear(listener: Listener, event: RunEvent): void {
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

function earOf(sink: Sink): Ear {
  if (sink instanceof StreamSink) return sink.ear;
  let ear = ears.get(sink);
  if (ear === undefined) {
    ear = { turn: newTurn() };
    ears.set(sink, ear);
  }
  return ear;
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
