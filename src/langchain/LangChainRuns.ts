import type { RunType } from '../events/RunType.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { aiChunk } from '../messages/aiChunk.ts';
import { Run, type Stoppable } from '../run/Run.ts';
import { finishReasonOf } from './finishReasonOf.ts';
import { fromLangChainValue } from './fromLangChainValue.ts';

export interface LangChainRunsOptions {
  /** Our run of the whole call: what LangChain starts first is the same, what it starts inside it becomes its children. */
  readonly root: Run | undefined;
  /** Told the name of a model inside the call whose streamed reply had no finish reason. */
  readonly onUnfinished?: ((name: string) => void) | undefined;
}

/**
 * What LangChain tells its callback handlers, told as runs of ours below the run of the call.
 * 1. A run of LangChain under a parent that is not known stands below the run of the call.
 * 2. What is open when our run ends is cancelled with it.
 * 3. Where nobody listens no run is made; only the finish reasons of models are looked at.
 */
export class LangChainRuns {
  /** The handler for LangChain's `callbacks`; a plain object, so that no class of LangChain is needed. */
  readonly handler: object;
  readonly #root: Run | undefined;
  readonly #onUnfinished: ((name: string) => void) | undefined;
  readonly #open = new Map<string, OpenRun>();
  #rootId: string | undefined;

  constructor({ root, onUnfinished }: LangChainRunsOptions) {
    this.#root = root?.hub === undefined ? undefined : root;
    this.#onUnfinished = onUnfinished;
    this.handler = this.#makeHandler();
  }

  #makeHandler(): object {
    const isTold = this.#root !== undefined;
    const end = (
      output: unknown,
      id: string,
      _parent: unknown,
      _tags: unknown,
      last?: { inputs?: unknown },
    ): void => this.#end(id, unwrap(output, 'output'), last?.inputs);
    const fail = (error: unknown, id: string): void => this.#fail(id, error);
    return {
      // Under this name LangChain shows its stream chunk by chunk; without listeners that is not wanted.
      name: isTold ? 'event_stream_tracer' : 'rxchain',
      awaitHandlers: true,
      raiseError: false,
      lc_prefer_streaming: isTold,
      tapOutputIterable: (id: string, chunks: AsyncIterable<unknown>) => this.#tap(id, chunks),
      handleChainStart: (...[what, inputs, id, parent, tags, metadata, type, name]: Start<unknown>) =>
        this.#start(typeOf(type), nameOf(name, what), id, parent, tags, metadata, inputOf(inputs)),
      handleChatModelStart: (...[what, messages, id, parent, _extra, tags, metadata, name]: ModelStart) =>
        this.#start('chat_model', nameOf(name, what), id, parent, tags, metadata, { messages }),
      handleLLMStart: (...[what, prompts, id, parent, _extra, tags, metadata, name]: ModelStart) =>
        this.#start('llm', nameOf(name, what), id, parent, tags, metadata, { prompts }),
      handleRetrieverStart: (...[what, query, id, parent, tags, metadata, name]: OtherStart) =>
        this.#start('retriever', nameOf(name, what), id, parent, tags, metadata, { query }),
      handleToolStart: (...[what, text, id, parent, tags, metadata, name, callId]: OtherStart) =>
        this.#start(
          'tool',
          nameOf(name, what),
          id,
          parent,
          tags,
          callId === undefined ? metadata : { ...metadata, tool_call_id: callId },
          jsonOrText(text),
        ),
      handleLLMNewToken: (
        text: string,
        _at: unknown,
        id: string,
        _parent: unknown,
        _tags: unknown,
        more?: Token,
      ) => this.#token(id, text, more?.chunk?.message),
      handleLLMEnd: (result: ModelResult, id: string) => this.#endModel(id, result),
      handleChainEnd: end,
      handleRetrieverEnd: end,
      handleToolEnd: end,
      handleChainError: fail,
      handleLLMError: fail,
      handleRetrieverError: fail,
      handleToolError: fail,
      handleCustomEvent: (name: string, data: unknown, id: string) =>
        (this.#open.get(id)?.run ?? this.#root)?.emit(name, fromLangChainValue(data)),
    };
  }

  #start(
    type: RunType,
    name: string,
    id: string,
    parentId: string | undefined,
    tags: readonly string[] = [],
    metadata: Readonly<Record<string, unknown>> = {},
    input?: unknown,
  ): void {
    this.#rootId ??= id;
    const isRoot = id === this.#rootId;
    const parent = this.#parentOf(parentId);
    if (isRoot || parent === undefined) {
      this.#open.set(id, { name, type, run: isRoot ? this.#root : undefined, isRoot, hasTokens: false });
      return;
    }
    const run = new Run(
      {
        name,
        type,
        tells: type === 'retriever' || type === 'tool' || type === 'prompt' ? 'never' : 'always',
        config: { tags: tags.filter((tag) => !place.test(tag)), metadata },
      },
      { parent, hub: parent.hub, tag: tags.find((tag) => place.test(tag)) },
    );
    const stoppable: Stoppable = { stop: (reason) => run.cancel(reason) };
    parent.hold(stoppable);
    this.#open.set(id, { name, type, run, isRoot, hasTokens: false, stoppable });
    if (input !== undefined) note(run, input);
    run.start(input === undefined ? {} : { input: fromLangChainValue(input) });
  }

  #parentOf(id: string | undefined): Run | undefined {
    return (id === undefined ? undefined : this.#open.get(id)?.run) ?? this.#root;
  }

  #token(id: string, text: string, message: unknown): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    open.hasTokens = true;
    if (open.isRoot) return;
    if (open.type === 'llm') this.#tell(open, { text });
    else if (message !== undefined) this.#tell(open, fromLangChainValue(message));
    else this.#tell(open, aiChunk(text));
  }

  async *#tap(id: string, chunks: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    const open = this.#open.get(id);
    for await (const chunk of chunks) {
      if (open !== undefined && !open.isRoot) this.#tell(open, fromLangChainValue(chunk));
      yield chunk;
    }
  }

  #tell({ run }: OpenRun, chunk: unknown): void {
    if (run?.tellsChunks === true) run.stream(chunk);
  }

  #endModel(id: string, { generations = [] }: ModelResult): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    const first = generations[0]?.[0];
    if (open.type === 'llm') {
      this.#end(id, { generations: generations.map((list) => list.map(({ text = '' }) => ({ text }))) });
      return;
    }
    const message = fromLangChainValue(first?.message) as AIMessageChunk | undefined;
    this.#end(id, message);
    const { response_metadata, tool_calls, tool_call_chunks } = message ?? {};
    const metadata = { ...first?.generationInfo, ...response_metadata };
    const isFinished =
      finishReasonOf(metadata, Boolean(tool_calls?.length || tool_call_chunks?.length)) !== undefined;
    if (open.hasTokens && !open.isOurs && !isFinished) this.#onUnfinished?.(open.name);
  }

  #end(id: string, output: unknown, inputs?: unknown): void {
    this.#close(id, (run) => {
      if (inputs !== undefined) note(run, unwrap(inputs, 'input'));
      const value = fromLangChainValue(output);
      run.end({ value, whole: value });
    });
  }

  #fail(id: string, error: unknown): void {
    this.#close(id, (run) => run.fail(error));
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
  readonly name: string;
  readonly type: RunType;
  readonly run: Run | undefined;
  readonly isRoot: boolean;
  readonly stoppable?: Stoppable;
  hasTokens: boolean;
}

interface Serialized {
  readonly id?: readonly string[];
}
type Tags = readonly string[] | undefined;
type Metadata = Readonly<Record<string, unknown>> | undefined;
type Start<Inputs> = [
  what: Serialized,
  inputs: Inputs,
  id: string,
  parent: string | undefined,
  tags: Tags,
  metadata: Metadata,
  type: string | undefined,
  name: string | undefined,
];
type ModelStart = [
  what: Serialized,
  inputs: unknown,
  id: string,
  parent: string | undefined,
  extra: unknown,
  tags: Tags,
  metadata: Metadata,
  name: string | undefined,
];
type OtherStart = [
  what: Serialized,
  input: string,
  id: string,
  parent: string | undefined,
  tags: Tags,
  metadata: Metadata,
  name: string | undefined,
  callId?: string,
];
interface Token {
  readonly chunk?: { readonly message?: unknown };
}
interface ModelResult {
  readonly generations?: readonly (readonly {
    readonly text?: string;
    readonly message?: unknown;
    readonly generationInfo?: Readonly<Record<string, unknown>>;
  }[])[];
}

/** The tags that tell a run's place in what is around it. */
const place = /^(seq:step|map:key|condition|branch|for):?/;
const types: ReadonlySet<string> = new Set(['prompt', 'parser', 'retriever', 'tool', 'llm', 'chat_model']);

function typeOf(type: string | undefined): RunType {
  return type !== undefined && types.has(type) ? (type as RunType) : 'chain';
}

function nameOf(name: string | undefined, what: Serialized | undefined): string {
  return name ?? what?.id?.at(-1) ?? 'Unnamed';
}

/** A stream starts before its input is known, and then says that it is the empty text. */
function inputOf(inputs: unknown): unknown {
  const input = unwrap(inputs, 'input');
  return input === '' ? undefined : input;
}

/** LangChain wraps what is no record into one. */
function unwrap(record: unknown, key: 'input' | 'output'): unknown {
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, key)) return record;
  return Object.keys(record).length === 1 ? (record as Record<string, unknown>)[key] : record;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function note(run: Run, input: unknown): void {
  const value = fromLangChainValue(input);
  run.input = { value, whole: value };
  run.isInputComplete = true;
}
