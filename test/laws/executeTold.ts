import {
  concat,
  EMPTY,
  from,
  ignoreElements,
  map,
  type Observable,
  of,
  Subject,
  throwError,
  timer,
} from 'rxjs';
import { isTerminalEvent } from '../../src/events/isTerminalEvent.ts';
import type { RunEvent } from '../../src/index.ts';
import { asRun } from '../../src/index.ts';
import { sequentialIds } from '../../src/testing/index.ts';
import { checkLaws } from '../golden/checkLaws.ts';
import { buildChain, buildOperators } from './buildChain.ts';
import type { StepSpec } from './ChainSpec.ts';
import { type Outcome, Recorder, virtually } from './execute.ts';
import { World } from './World.ts';

/** How a chain is run. */
export type Way = (typeof ways)[number];

export const ways = [
  'stream',
  'invoke',
  'streamEvents',
  'pipe',
  'pipe later',
  'pipe an error',
  'pipe nothing',
] as const;

/** The chunks of the input, where it does not come whole. */
const sources: {
  readonly [W in Exclude<Way, 'stream' | 'invoke' | 'streamEvents'>]: () => Observable<string>;
} = {
  pipe: () => from(['a ', 'question']),
  'pipe later': () =>
    concat(
      timer(1).pipe(map(() => 'a ')),
      timer(2).pipe(map(() => 'question')),
      timer(1).pipe(ignoreElements()),
    ),
  'pipe an error': () =>
    concat(
      of('a question'),
      throwError(() => new Error('source failed')),
    ),
  'pipe nothing': () => EMPTY,
};

/** What is done to a run, and when: inside its i-th event, inside the i-th chunk of its subscriber, or at a frame. */
export interface Injection {
  readonly what: 'leave' | 'abort' | 'fail' | 'throw';
  readonly atEvent?: number;
  readonly atChunk?: number;
  readonly atFrame?: number;
}

export interface Told extends Outcome {
  readonly calls: number;
}

const input = 'a question';

/** Runs a chain with a sink that listens to all of it, and perhaps disturbs it. What breaks a law is among the `faults`. */
export function executeTold(specs: readonly StepSpec[], way: Way, injection?: Injection): Told {
  const world = new World();
  const abort = new AbortController();
  const listening = watchListeners(abort.signal);
  const reason = new Error('aborted by the test');
  let abortedAt: number | undefined;
  const { outcome, hasLeft } = virtually((now) => {
    const recorder = new Recorder(world, now, injection?.what === 'leave' ? injection.atChunk : undefined);
    const { events } = recorder.outcome;
    const act = (): void => {
      if (injection?.what === 'leave') recorder.leave();
      if (injection?.what === 'fail') world.failNext = true;
      if (injection?.what === 'abort') {
        if (!world.isOver) abortedAt = events.length;
        abort.abort(reason);
      }
    };
    recorder.onChunk = (index) => {
      if (injection !== undefined && injection.what !== 'leave' && index === injection.atChunk) act();
    };
    const sink = new Subject<RunEvent>();
    sink.subscribe((event) => {
      events.push(event);
      if (events.length - 1 === injection?.atEvent) act();
    });
    if (injection?.atFrame !== undefined) timer(injection.atFrame).subscribe(act);
    let heard = 0;
    const throwing = {
      next: () => {
        if (heard++ === injection?.atEvent) throw new Error('sink failed');
      },
    };
    const config = { events: sink, newRunId: sequentialIds(), signal: abort.signal };
    const open = (): Observable<unknown> => {
      if (way in sources) {
        const steps = buildOperators(specs, world);
        return sources[way as keyof typeof sources]().pipe(...steps, asRun(config));
      }
      const chain = buildChain(specs, world);
      const told = injection?.what === 'throw' ? chain.withConfig({ events: throwing }) : chain;
      return told[way as 'stream' | 'invoke' | 'streamEvents'](input, config);
    };
    // What never ends is left at last.
    if (JSON.stringify(specs).includes('"ends":false')) timer(1000).subscribe(() => recorder.leave());
    open().subscribe(recorder);
    return recorder;
  });
  outcome.open = world.open;
  const { faults, log, events } = outcome;
  if (world.open !== 0) faults.push(`${world.open} sources are still open`);
  faults.push(...world.late.map((what) => `${what} after the end`));
  if (listening.size !== 0) faults.push(`${listening.size} listeners are left on the signal`);
  const last = log.at(-1);
  if (!hasLeft && (last === undefined || last[1] === 'N')) faults.push('hangs');
  // An end or a failure that is being told already may go its way; nothing new begins.
  const isWindingUp = abortedAt !== undefined && events.slice(abortedAt).every(isTerminalEvent);
  if (abortedAt !== undefined && !hasLeft && last?.[2] !== reason && !isWindingUp)
    faults.push('does not fail with the reason of the abort');
  try {
    checkLaws(events, way in sources ? {} : { input });
  } catch (error) {
    faults.push((error as Error).message);
  }
  for (const heard of world.heard) {
    const ids = new Set(heard.map((event) => event.run_id));
    const same = events.filter((event) => ids.has(event.run_id));
    if (same.length !== heard.length || same.some((event, i) => event !== heard[i]))
      faults.push('a sink further in hears something else');
  }
  return { ...outcome, calls: world.calls };
}

/** The listeners on a signal, as they come and go. */
function watchListeners(signal: AbortSignal): Set<unknown> {
  const listening = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: [string, never]) => {
    listening.add(args[1]);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: [string, never]) => {
    listening.delete(args[1]);
    removeEventListener.apply(signal, args);
  };
  return listening;
}
