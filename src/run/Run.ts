import type { RunEvent } from '../events/RunEvent.ts';
import type { RunType } from '../events/RunType.ts';
import { RunnableError } from '../RunnableError.ts';
import { ChildConfig } from './ChildConfig.ts';
import type { Hub } from './Hub.ts';
import { newRunId } from './newRunId.ts';
import type { RunConfig } from './RunConfig.ts';
import type { RunKind } from './RunKind.ts';

/** What has come into a run or out of it, joined. */
export interface Joined {
  readonly value: unknown;
  /** The value in its whole form, which an invoked run shows: a message instead of a message chunk. */
  readonly whole: unknown;
}

/** Something that goes on inside a run and is stopped with it. */
export interface Stoppable {
  stop(reason: unknown): void;
}

export interface RunOptions {
  readonly parent?: Run | undefined;
  readonly hub?: Hub | undefined;
  /** The step tag: `seq:step:1`, `map:key:context`, … Not inherited. */
  readonly tag?: string | undefined;
  /** The config of the call, for the run that the call opened. */
  readonly call?: RunConfig | undefined;
  readonly isInvoked?: boolean | undefined;
}

type Phase = 'start' | 'stream' | 'end' | 'error' | 'cancel';

/**
 * One execution of one runnable, and the door through which it tells what happens.
 * 1. It starts once, tells one terminal once, and nothing after it.
 * 2. What goes on inside it is stopped before its terminal is told.
 * 3. Ids, tags and events are made only when somebody hears them or asks for them.
 *
 * The file is longer than others: it is the one door, and what goes through it is written here and nowhere else.
 */
export class Run {
  // What a told chunk needs stands first, side by side in memory: with a thousand runs open none of it is in the cache.
  isOver = false;
  #tellsChunks: boolean | undefined;
  #fields: EventFields | undefined;
  readonly #streamEvent: string;
  readonly #writeChunk: ((chunk: never) => unknown) | undefined;
  readonly hub: Hub | undefined;
  readonly kind: RunKind;
  readonly parent: Run | undefined;
  readonly tag: string | undefined;
  readonly call: RunConfig | undefined;
  readonly isInvoked: boolean;
  isStarted = false;
  /** What came in, as far as it has come. */
  input: Joined | undefined;
  isInputComplete = false;
  /** The id that the chunks of a model run carry. */
  messageId: string | undefined;
  #id: string | undefined;
  #ids: readonly string[] | undefined;
  #tags: readonly string[] | undefined;
  #metadata: Readonly<Record<string, unknown>> | undefined;
  #controller: AbortController | undefined;
  #inside: Set<Stoppable> | undefined;
  #isCancelled = false;
  #cancelReason: unknown;
  /** Tells the terminal; there while what goes on inside is being stopped. */
  #finish: (() => void) | undefined;
  readonly #fixedId: string | undefined;

  constructor(kind: RunKind, options: RunOptions) {
    this.kind = kind;
    this.parent = options.parent;
    this.hub = options.hub;
    this.tag = options.tag;
    this.call = options.call;
    this.isInvoked = options.isInvoked === true;
    this.#streamEvent = streamEvents[kind.type];
    this.#writeChunk = kind.payload?.chunk;
    this.#fixedId = options.call?.runId ?? kind.config?.runId;
    if (this.#fixedId !== undefined) claim(this.#fixedId, this.name);
  }

  get name(): string {
    return this.call?.runName ?? this.kind.config?.runName ?? this.kind.name;
  }

  get type(): RunType {
    return this.kind.type;
  }

  get id(): string {
    this.#id ??= this.#fixedId ?? this.makeId();
    return this.#id;
  }

  /** The ids of the runs above this one, the root first. */
  get parentIds(): readonly string[] {
    // Spreading would reserve room for more.
    this.#ids ??= this.parent === undefined ? [] : this.parent.parentIds.concat(this.parent.id);
    return this.#ids;
  }

  /** The tags that runs inside this one inherit. */
  get sharedTags(): readonly string[] {
    this.#tags ??= unite(this.parent?.sharedTags, this.kind.config?.tags, this.call?.tags);
    return this.#tags;
  }

  get tags(): readonly string[] {
    const shared = this.sharedTags;
    return this.tag === undefined ? shared : [this.tag, ...shared.filter((tag) => tag !== this.tag)];
  }

  get metadata(): Readonly<Record<string, unknown>> {
    this.#metadata ??= this.#mergedMetadata();
    return this.#metadata;
  }

  /** Fires when the run is cancelled. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isCancelled) this.#controller.abort(this.#abortReason());
    }
    return this.#controller.signal;
  }

  /** Whether a signal is this run's own, without making one. */
  owns(signal: AbortSignal): boolean {
    return this.#controller?.signal === signal;
  }

  makeId(): string {
    const source = this.call?.newRunId ?? this.kind.config?.newRunId;
    if (source !== undefined) return source();
    return this.parent === undefined ? newRunId() : this.parent.makeId();
  }

  /** What a user function gets as its second argument: handed on, it makes what it is handed to a child of this run. */
  childConfig(): RunConfig {
    return new ChildConfig(this);
  }

  /** Keeps something to be stopped with this run; a run that is over takes nothing in. */
  hold(inside: Stoppable): void {
    this.#inside ??= new Set();
    this.#inside.add(inside);
  }

  release(inside: Stoppable): void {
    this.#inside?.delete(inside);
  }

  /** Whether chunks of this run are told. */
  get tellsChunks(): boolean {
    this.#tellsChunks ??= this.hub !== undefined && this.#isTelling();
    return this.#tellsChunks;
  }

  start(data: object): void {
    if (this.isStarted || this.isOver) return;
    const { parent } = this;
    if (parent !== undefined) {
      // A head that ends without asking for its input starts ahead of what it belongs to.
      parent.start(nothingKnown);
      if (parent.isOver || this.isOver) return;
    }
    // A `newRunId` that throws fails the call: what has no id has not started, and tells no terminal.
    if (this.hub !== undefined) this.#eventFields();
    this.isStarted = true;
    if (this.hub !== undefined) this.#tell('start', data);
  }

  /** Starts with an input that is written in the way of its kind. */
  startWith(input: unknown): void {
    if (this.isStarted || this.isOver) return;
    this.start(this.hub === undefined ? nothingKnown : { input: this.#writeInput(input) });
  }

  stream(chunk: unknown): void {
    if (this.isOver) return;
    const { name, run_id, parent_ids, tags, metadata } = this.#fields ?? this.#eventFields();
    const write = this.#writeChunk;
    const data = { chunk: write === undefined ? chunk : write(chunk as never) };
    const event = this.#streamEvent;
    this.hub!.tell({ event, name, run_id, parent_ids, tags, metadata, data } as RunEvent);
  }

  /** Tells a custom event in the name of this run. */
  emit(name: string, data: unknown): void {
    if (this.hub === undefined || this.isOver) return;
    const { run_id, parent_ids, tags, metadata } = this.#eventFields();
    this.hub.tell({ event: 'on_custom_event', name, run_id, parent_ids, tags, metadata, data });
  }

  /** Ends with what came out and, below the root, what had come in; nothing reads as `null`. */
  end(output: Joined | undefined): void {
    this.#close('end', 'unsubscribed', () => {
      const data = { output: this.#write('output', this.#read(output)) };
      return this.parent === undefined ? data : { ...data, input: this.#writeInput(this.#read(this.input)) };
    });
  }

  /** Fails; shows its input if that had come to its end. */
  fail(error: unknown): void {
    this.#close('error', error, () => {
      const data = { error: describe(error) };
      if (this.parent === undefined || !this.isInputComplete) return data;
      return { ...data, input: this.#writeInput(this.#read(this.input)) };
    });
  }

  cancel(reason: unknown): void {
    this.#close('cancel', reason, () => (reason === undefined ? {} : { reason: tellReason(reason) }));
  }

  #close(phase: 'end' | 'error' | 'cancel', reason: unknown, data: () => object): void {
    if (this.isOver) {
      // Closed again inside an event of its own closing: its terminal comes now, before that of what is around it.
      this.#finish?.();
      return;
    }
    this.isOver = true;
    if (this.#inside === undefined && phase !== 'cancel') {
      this.#tellLast(phase, data);
      return;
    }
    this.#finish = () => {
      this.#stopInside(reason);
      if (this.#finish === undefined) return;
      this.#finish = undefined;
      this.#tellLast(phase, data);
    };
    this.#stopInside(reason);
    if (phase === 'cancel') {
      this.#isCancelled = true;
      this.#cancelReason = reason;
      this.#controller?.abort(this.#abortReason());
    }
    this.#finish?.();
  }

  #abortReason(): Error {
    return this.#cancelReason instanceof Error ? this.#cancelReason : aborted(this.name);
  }

  #stopInside(reason: unknown): void {
    for (const one of this.#inside ?? []) one.stop(reason);
  }

  #tellLast(phase: 'end' | 'error' | 'cancel', data: () => object): void {
    this.#inside = undefined;
    if (this.#fixedId !== undefined) liveIds.delete(this.#fixedId);
    if (this.isStarted && this.hub !== undefined) this.#tell(phase, data());
  }

  #tell(phase: Phase, data: object): void {
    const { name, run_id, parent_ids, tags, metadata } = this.#eventFields();
    const event = { event: `on_${this.kind.type}_${phase}`, name, run_id, parent_ids, tags, metadata, data };
    this.hub?.tell(event as RunEvent);
  }

  #eventFields(): EventFields {
    this.#fields ??= {
      name: this.name,
      run_id: this.id,
      parent_ids: this.parentIds,
      tags: this.tags,
      metadata: this.metadata,
    };
    return this.#fields;
  }

  #mergedMetadata(): Readonly<Record<string, unknown>> {
    const own = this.kind.config?.metadata;
    const called = this.call?.metadata;
    if (own === undefined && called === undefined && this.parent !== undefined) return this.parent.metadata;
    return { ...own, ...this.parent?.metadata, ...called };
  }

  #isTelling(): boolean {
    const tells = this.kind.tells ?? 'streamed';
    if (tells === 'always') return true;
    return !this.isInvoked && (tells === 'streamed' || (tells === 'root' && this.parent === undefined));
  }

  #read(joined: Joined | undefined): unknown {
    return (this.isInvoked ? joined?.whole : joined?.value) ?? null;
  }

  // An input of a wrong kind, which the step is about to refuse, is told as it came.
  #writeInput(value: unknown): unknown {
    try {
      return this.#write('input', value);
    } catch {
      return value;
    }
  }

  #write(what: 'input' | 'chunk' | 'output', value: unknown): unknown {
    const write = this.kind.payload?.[what];
    return write === undefined || value === null ? value : write(value as never);
  }
}

interface EventFields {
  readonly name: string;
  readonly run_id: string;
  readonly parent_ids: readonly string[];
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Spelled out, since it is needed for every chunk. */
const streamEvents: Readonly<Record<RunType, string>> = {
  chain: 'on_chain_stream',
  chat_model: 'on_chat_model_stream',
  llm: 'on_llm_stream',
  parser: 'on_parser_stream',
  prompt: 'on_prompt_stream',
  retriever: 'on_retriever_stream',
  tool: 'on_tool_stream',
};
const nothingKnown = {};
const liveIds = new Set<string>();

function claim(id: string, name: string): void {
  if (liveIds.has(id)) {
    throw new RunnableError(
      `${name} cannot have the run id "${id}": a run with that id is under way. Give each run an id of its own, or none.`,
      { code: 'duplicate_run_id' },
    );
  }
  liveIds.add(id);
}

const noTags: readonly string[] = [];

function unite(...lists: (readonly string[] | undefined)[]): readonly string[] {
  const given = lists.filter((list) => list !== undefined && list.length > 0) as (readonly string[])[];
  if (given.length === 0) return noTags;
  return [...new Set(given.flat())].sort();
}

/** A copy of an error for an event: no stack, no fields of the user's own. */
function describe(error: unknown): { name: string; message: string; code?: string } {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { code } = error as { code?: unknown };
  const { name, message } = error;
  return typeof code === 'string' ? { name, message, code } : { name, message };
}

function tellReason(reason: unknown): unknown {
  return reason instanceof Error ? reason.message : reason;
}

function aborted(name: string): RunnableError {
  return new RunnableError(`${name} was cancelled: its subscriber left or its parent is over.`, {
    code: 'aborted',
  });
}
