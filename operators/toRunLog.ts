import { asyncScheduler, concatMap, defer, EMPTY, type OperatorFunction, of } from 'rxjs';
import type { EventFilter } from '../src/events/EventFilter.ts';
import { phaseOfEvent } from '../src/events/phaseOfEvent.ts';
import type { RunEvent } from '../src/events/RunEvent.ts';
import { typeOfEvent } from '../src/events/typeOfEvent.ts';
import { textOf } from '../src/messages/textOf.ts';
import { EventSelection } from './EventSelection.ts';
import { foldRunLog } from './foldRunLog.ts';
import type { RunLogChange, RunLogPatch } from './RunLogPatch.ts';
import type { RunLogEntry, RunLogState } from './RunLogState.ts';

/** The filter chooses which runs get an entry; the logged run itself always counts. */
export interface RunLogOptions extends EventFilter {
  /** `true` (default): what changes, as JSON Patches. `false`: the whole state after each change. */
  readonly diff?: boolean | undefined;
}

/**
 * The log of a run: one JSON Patch per event that changes it. Joined (`foldRunLog`, or any JSON Patch library) they give
 * `{ id, streamed_output, final_output, logs, name, type }`. Times are ISO texts by the RxJS clock, so that virtual time works.
 *
 * The first run seen is the logged one, with everything inside it; another root begins the log anew when the first is over,
 * and is left out before. Filter here rather than in front: a filter in front may hide the root, and the log then knows only
 * its id. Completes and fails with its source (a failed or cancelled run keeps `final_output: null` and gets its `end_time`);
 * unsubscribing tears the source down. An unknown filter key throws at once.
 *
 * @example
 * chain.streamEvents(input).pipe(toRunLog());
 * // [{ op: 'replace', path: '', value: { id: …, streamed_output: [], final_output: null, logs: {}, … } }]
 * // [{ op: 'add', path: '/logs/model', value: { id: …, name: 'model', type: 'llm', … } }], …
 * chain.streamEvents(input).pipe(toRunLog({ includeTypes: ['chat_model'], diff: false }));   // Observable<RunLogState>
 */
export function toRunLog(
  options: RunLogOptions & { readonly diff: false },
): OperatorFunction<RunEvent, RunLogState>;
export function toRunLog(options?: RunLogOptions): OperatorFunction<RunEvent, RunLogPatch>;
export function toRunLog({
  diff = true,
  ...filter
}: RunLogOptions = {}): OperatorFunction<RunEvent, RunLogPatch | RunLogState> {
  const selection = new EventSelection(filter);
  return (events) => {
    const patches = defer(() => {
      const log = new RunLogWriter(selection.perRun());
      return events.pipe(
        concatMap((event) => {
          const patch = log.write(event);
          return patch.length === 0 ? EMPTY : of(patch);
        }),
      );
    });
    return diff ? patches : patches.pipe(foldRunLog());
  };
}

class RunLogWriter {
  readonly #isShown: (event: RunEvent) => boolean;
  #rootId: string | undefined;
  #isOver = false;
  #keys: Keys = new Keys();

  constructor(isShown: (event: RunEvent) => boolean) {
    this.#isShown = isShown;
  }

  write(event: RunEvent): RunLogPatch {
    // Asked for every event, since it forgets a run at its terminal.
    const isShown = this.#isShown(event);
    const rootId = event.parent_ids[0] ?? event.run_id;
    const isRoot = rootId === event.run_id;
    const isNew = this.#rootId === undefined || (this.#isOver && isRoot && phaseOfEvent(event) === 'start');
    const begin = isNew ? this.#begin(event, rootId, isRoot) : [];
    if (rootId !== this.#rootId) return [];
    return [...begin, ...(isRoot ? this.#ofRoot(event) : this.#ofInner(event, isShown))];
  }

  #begin(event: RunEvent, id: string, isRoot: boolean): RunLogPatch {
    this.#rootId = id;
    this.#isOver = false;
    this.#keys = new Keys();
    const value: RunLogState = {
      id,
      streamed_output: [],
      final_output: null,
      logs: {},
      name: isRoot ? event.name : '',
      type: isRoot ? logType(event) : 'chain',
    };
    return [{ op: 'replace', path: '', value }];
  }

  #ofRoot(event: RunEvent): RunLogPatch {
    const phase = phaseOfEvent(event);
    if (phase === 'stream') return [add('/streamed_output/-', chunkOf(event))];
    if (phase === 'start' || phase === 'custom') return [];
    this.#isOver = true;
    return phase === 'end' ? [{ op: 'replace', path: '/final_output', value: outputOf(event) }] : [];
  }

  #ofInner(event: RunEvent, isShown: boolean): RunLogPatch {
    const phase = phaseOfEvent(event);
    if (phase === 'custom' || !isShown) return [];
    if (phase === 'start') return [add(this.#keys.open(event), entryOf(event))];
    const path = this.#keys.of(event);
    if (path === undefined) return [];
    if (phase === 'stream') {
      const chunk = add(`${path}/streamed_output/-`, chunkOf(event));
      const text = tokenOf(event);
      return text === undefined ? [chunk] : [add(`${path}/streamed_output_str/-`, text), chunk];
    }
    this.#keys.close(event);
    const ended = add(`${path}/end_time`, now());
    return phase === 'end' ? [add(`${path}/final_output`, outputOf(event)), ended] : [ended];
  }
}

/** Where the entry of each open run stands. */
class Keys {
  readonly #used: Map<string, number> = new Map();
  readonly #paths: Map<string, string> = new Map();

  open({ name, run_id }: RunEvent): string {
    let count = (this.#used.get(name) ?? 0) + 1;
    let key = count === 1 ? name : `${name}:${count}`;
    // A run may itself be called `model:2`.
    while (count > 1 && this.#used.has(key)) key = `${name}:${++count}`;
    this.#used.set(name, count);
    if (key !== name) this.#used.set(key, 1);
    const path = `/logs/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    this.#paths.set(run_id, path);
    return path;
  }

  of(event: RunEvent): string | undefined {
    return this.#paths.get(event.run_id);
  }

  close(event: RunEvent): void {
    this.#paths.delete(event.run_id);
  }
}

function add(path: string, value: unknown): RunLogChange {
  return { op: 'add', path, value };
}

function entryOf(event: RunEvent): RunLogEntry {
  return {
    id: event.run_id,
    name: event.name,
    type: logType(event),
    tags: event.tags,
    metadata: event.metadata,
    start_time: now(),
    streamed_output: [],
    streamed_output_str: [],
    final_output: null,
    end_time: null,
  };
}

function logType(event: RunEvent): string {
  const type = typeOfEvent(event);
  return type === 'chat_model' ? 'llm' : type;
}

function tokenOf(event: RunEvent): string | undefined {
  if (event.event === 'on_llm_stream') return event.data.chunk.text;
  return event.event === 'on_chat_model_stream' ? textOf(event.data.chunk) : undefined;
}

function chunkOf(event: RunEvent): unknown {
  return (event.data as { readonly chunk?: unknown }).chunk ?? null;
}

function outputOf(event: RunEvent): unknown {
  return (event.data as { readonly output?: unknown }).output ?? null;
}

function now(): string {
  return new Date(asyncScheduler.now()).toISOString();
}
