import { defer, map, type OperatorFunction } from 'rxjs';
import { setOwn } from '../src/messages/setOwn.ts';
import { RunnableError } from '../src/RunnableError.ts';
import type { RunLogChange, RunLogPatch } from './RunLogPatch.ts';
import type { RunLogEntry, RunLogState } from './RunLogState.ts';

/**
 * The patches of `toRunLog`, also after a way over the wire, to the state of the log after each of them. What a patch does not
 * touch stays the same object (`===`) from state to state.
 *
 * A state is put together when it is first looked at: taking one state in many (`auditTime(16)`, `takeLast(1)`) stays linear,
 * while looking at every one copies a growing list each time, as plain arrays must.
 *
 * Completes, fails and is torn down with its source; an empty source gives nothing. A patch that does not come from
 * `toRunLog` fails with `bad_chunk`.
 *
 * @example
 * chain.streamEvents(input).pipe(toRunLog(), foldRunLog(), auditTime(16)).subscribe((log) => show(log.streamed_output));
 */
export function foldRunLog(): OperatorFunction<RunLogPatch, RunLogState> {
  return (patches) =>
    defer(() => {
      let history: History | undefined;
      return patches.pipe(
        map((patch) => {
          history = History.after(history, patch);
          return new Snapshot(history, history.length);
        }),
      );
    });
}

/**
 * The changes since a state that is known.
 * 1. `changes` only grows, so that an older snapshot can still be put together.
 * 2. A history whose newest state has been looked at is left behind for a new one: what was read is not kept twice.
 */
class History {
  readonly base: RunLogState;
  readonly #changes: RunLogChange[] = [];
  /** The entries that there are, as paths. */
  readonly #entries: Set<string>;
  /** The newest state that was looked at, and how many changes it holds. */
  #known: { readonly length: number; readonly state: RunLogState };

  static after(history: History | undefined, patch: RunLogPatch): History {
    const first = patch[0];
    if (first?.path === '') {
      const base = baseOf(first.value);
      const paths = Object.keys(base.logs).map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1'));
      return new History(base, new Set(paths)).#with(patch.slice(1));
    }
    if (history === undefined) throw unknownPatch(first);
    const { length, state } = history.#known;
    const isRead = length > 0 && length === history.length;
    return (isRead ? new History(state, history.#entries) : history).#with(patch);
  }

  private constructor(base: RunLogState, entries: Set<string>) {
    this.base = base;
    this.#entries = entries;
    this.#known = { length: 0, state: base };
  }

  get length(): number {
    return this.#changes.length;
  }

  /** The state after the first `length` changes, told from the last one that was looked at when it is not older. */
  at(length: number): RunLogState {
    const from = this.#known.length <= length ? this.#known : { length: 0, state: this.base };
    const state = from.length === length ? from.state : apply(from.state, this.#changes, from.length, length);
    if (length > this.#known.length) this.#known = { length, state };
    return state;
  }

  #with(patch: RunLogPatch): this {
    for (const change of patch) {
      const { entry, field } = patchPath.exec(change.path)?.groups ?? {};
      if (entry !== undefined && field === undefined) this.#entries.add(entry);
      else if (entry === undefined ? !rootPaths.has(change.path) : !this.#entries.has(entry)) {
        throw unknownPatch(change);
      }
      this.#changes.push(change);
    }
    return this;
  }
}

/** A state that is put together when it is first looked at. Its fields are its own, so that it spreads and prints as data. */
class Snapshot implements RunLogState {
  declare readonly id: string;
  declare readonly streamed_output: readonly unknown[];
  declare readonly final_output: unknown;
  declare readonly logs: Readonly<Record<string, RunLogEntry>>;
  declare readonly name: string;
  declare readonly type: string;

  constructor(history: History, length: number) {
    let source: History | undefined = history;
    let state: RunLogState | undefined;
    const read = (): RunLogState => {
      if (source !== undefined) {
        state = source.at(length);
        source = undefined;
      }
      return state as RunLogState;
    };
    const { id, name, type } = history.base;
    Object.defineProperties(this, {
      id: { enumerable: true, value: id },
      streamed_output: { enumerable: true, get: () => read().streamed_output },
      final_output: { enumerable: true, get: () => read().final_output },
      logs: { enumerable: true, get: () => read().logs },
      name: { enumerable: true, value: name },
      type: { enumerable: true, value: type },
    });
  }

  /** Node prints the values instead of its getters. */
  [Symbol.for('nodejs.util.inspect.custom')](): RunLogState {
    return { ...(this as RunLogState) };
  }
}

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/** Applies some changes at once: each part that they touch is copied once, everything else is shared. */
function apply(base: RunLogState, changes: readonly RunLogChange[], from: number, to: number): RunLogState {
  const state: Draft<RunLogState> = { ...base };
  const entries = new Map<string, Draft<RunLogEntry>>();
  const lists = new Map<string, unknown[]>();
  const append = (owner: Record<string, unknown>, path: string, field: string, value: unknown): void => {
    let list = lists.get(path);
    if (list === undefined) {
      list = [...(owner[field] as readonly unknown[])];
      lists.set(path, list);
      owner[field] = list;
    }
    list.push(value);
  };
  for (let i = from; i < to; i++) {
    const { path, value } = changes[i] as RunLogChange;
    const [, root, key, field, end] = path.split('/');
    if (root === 'streamed_output') append(state as never, path, root, value);
    else if (root === 'final_output') state.final_output = value;
    else if (key !== undefined) {
      const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
      if (field === undefined) {
        entries.set(name, { ...(value as RunLogEntry) });
        continue;
      }
      const entry = entries.get(name) ?? { ...(base.logs[name] as RunLogEntry) };
      entries.set(name, entry);
      if (end === '-') append(entry as never, path, field, value);
      else (entry as Record<string, unknown>)[field] = value;
    }
  }
  if (entries.size > 0) {
    const logs: Record<string, RunLogEntry> = { ...base.logs };
    for (const [name, entry] of entries) setOwn(logs, name, entry);
    state.logs = logs;
  }
  return state;
}

const rootPaths: ReadonlySet<string> = new Set(['/streamed_output/-', '/final_output']);
const patchPath =
  /^\/logs\/(?<entry>[^/]*)(?<field>\/(final_output|end_time|streamed_output\/-|streamed_output_str\/-))?$/;

function baseOf(value: unknown): RunLogState {
  const { streamed_output, logs } = (value ?? {}) as Partial<RunLogState>;
  if (!Array.isArray(streamed_output) || typeof logs !== 'object' || logs === null) {
    throw unknownPatch({ op: 'replace', path: '', value });
  }
  return value as RunLogState;
}

function unknownPatch(change: RunLogChange | undefined): RunnableError {
  const what = change === undefined ? 'an empty patch' : `${change.op} ${JSON.stringify(change.path)}`;
  return new RunnableError(
    `foldRunLog got ${what}, which is no change of a run log; give it all patches of toRunLog, from the first one on.`,
    { code: 'bad_chunk' },
  );
}
