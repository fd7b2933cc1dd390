import type { RunType } from '../events/RunType.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { aiChunk } from '../messages/aiChunk.ts';
import { Run, type Stoppable } from '../run/Run.ts';
import { finishReasonOf } from './finishReasonOf.ts';
import { fromLangChainValue } from './fromLangChainValue.ts';

/** What LangChain tells of a run that starts. */
export interface LangChainStart {
  readonly type: RunType;
  readonly name: string;
  /** A run of ours that has come here through LangChain. */
  readonly isOurs: boolean;
  readonly id: string;
  readonly parent: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** What LangChain tells at the end of a model. */
export interface ModelResult {
  readonly generations?: readonly (readonly {
    readonly text?: string;
    readonly message?: unknown;
    readonly generationInfo?: Readonly<Record<string, unknown>>;
  }[])[];
}

/**
 * What LangChain runs inside one call, as runs of ours below the run of the call.
 * 1. What starts first is the call itself, of which our own run tells; so it is no run of its own here.
 * 2. A run under a parent that is not known stands below the run of the call.
 * 3. What is open when our run ends is cancelled with it.
 * 4. Where nobody listens no run is made; only the finish reasons of models are looked at.
 */
export class LangChainRuns {
  readonly isTold: boolean;
  readonly #root: Run | undefined;
  readonly #onUnfinished: ((name: string) => void) | undefined;
  readonly #open = new Map<string, OpenRun>();
  #rootId: string | undefined;

  /** `onUnfinished` is told the name of a model whose streamed reply had no finish reason. */
  constructor(root: Run | undefined, onUnfinished: ((name: string) => void) | undefined) {
    this.#root = root?.hub === undefined ? undefined : root;
    this.isTold = this.#root !== undefined;
    this.#onUnfinished = onUnfinished;
  }

  start(told: LangChainStart, input: unknown): void {
    const { type, name, id, tags = [], metadata = {} } = told;
    this.#rootId ??= id;
    const isRoot = id === this.#rootId;
    const parent = (told.parent === undefined ? undefined : this.#open.get(told.parent)?.run) ?? this.#root;
    if (isRoot || parent === undefined) {
      this.#open.set(id, { told, run: isRoot ? this.#root : undefined, isRoot, hasTokens: false });
      return;
    }
    const run = new Run(
      {
        name,
        type,
        tells: silent.has(type) ? 'never' : 'always',
        config: { tags: tags.filter((tag) => !place.test(tag)), metadata },
      },
      { parent, hub: parent.hub, tag: tags.find((tag) => place.test(tag)) },
    );
    const stoppable: Stoppable = { stop: (reason) => run.cancel(reason) };
    parent.hold(stoppable);
    this.#open.set(id, { told, run, isRoot, hasTokens: false, stoppable });
    if (input === undefined) run.start({});
    else run.start({ input: note(run, input) });
  }

  token(id: string, text: string, message: unknown): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    open.hasTokens = true;
    if (open.told.type === 'llm') tell(open, { text });
    else tell(open, message === undefined ? aiChunk(text) : fromLangChainValue(message));
  }

  /** Tells the chunks of a run's output on their way. */
  async *tap(id: string, chunks: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    const open = this.#open.get(id);
    for await (const chunk of chunks) {
      if (open !== undefined) tell(open, fromLangChainValue(chunk));
      yield chunk;
    }
  }

  endModel(id: string, { generations = [] }: ModelResult): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    if (open.told.type === 'llm') {
      this.end(id, { generations: generations.map((list) => list.map(({ text = '' }) => ({ text }))) });
      return;
    }
    const first = generations[0]?.[0];
    const message = fromLangChainValue(first?.message) as AIMessageChunk | undefined;
    this.end(id, message);
    if (!open.hasTokens || open.told.isOurs) return;
    const { response_metadata, tool_calls, tool_call_chunks } = message ?? {};
    const metadata = { ...first?.generationInfo, ...response_metadata };
    if (finishReasonOf(metadata, Boolean(tool_calls?.length || tool_call_chunks?.length)) === undefined) {
      this.#onUnfinished?.(open.told.name);
    }
  }

  end(id: string, output: unknown, input?: unknown): void {
    this.#close(id, (run) => {
      if (input !== undefined) note(run, input);
      const value = fromLangChainValue(output);
      run.end({ value, whole: value });
    });
  }

  fail(id: string, error: unknown): void {
    this.#close(id, (run) => run.fail(error));
  }

  emit(id: string, name: string, data: unknown): void {
    (this.#open.get(id)?.run ?? this.#root)?.emit(name, fromLangChainValue(data));
  }

  #close(id: string, close: (run: Run) => void): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    if (open?.run === undefined || open.isRoot) return;
    close(open.run);
    if (open.stoppable !== undefined) open.run.parent?.release(open.stoppable);
  }
}

interface OpenRun {
  readonly told: LangChainStart;
  readonly run: Run | undefined;
  readonly isRoot: boolean;
  readonly stoppable?: Stoppable;
  hasTokens: boolean;
}

/** The tags that tell a run's place in what is around it. */
const place = /^(seq:step|map:key|condition|branch):?/;
/** Runs of these types have no partial results. */
const silent: ReadonlySet<RunType> = new Set(['prompt', 'retriever', 'tool']);

/** Our run of the call tells its own chunks. */
function tell({ run, isRoot }: OpenRun, chunk: unknown): void {
  if (!isRoot && run?.tellsChunks === true) run.stream(chunk);
}

function note(run: Run, input: unknown): unknown {
  const value = fromLangChainValue(input);
  run.input = { value, whole: value };
  run.isInputComplete = true;
  return value;
}
