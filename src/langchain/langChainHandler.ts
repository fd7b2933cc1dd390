import type { RunType } from '../events/RunType.ts';
import type { LangChainRuns, ModelResult } from './LangChainRuns.ts';

/** A callback handler for LangChain that tells `runs` what it hears: a plain object, so that no class of LangChain is needed. */
export function langChainHandler(runs: LangChainRuns): object {
  const { isTold } = runs;
  const end = (
    output: unknown,
    id: string,
    _parent: unknown,
    _tags: unknown,
    last?: { inputs?: unknown },
  ): void =>
    runs.end(
      id,
      unwrap(output, 'output'),
      last?.inputs === undefined ? undefined : unwrap(last.inputs, 'input'),
    );
  const fail = (error: unknown, id: string): void => runs.fail(id, error);
  return {
    // To a handler of this name LangChain shows the chunks of every run; without listeners that is not wanted.
    name: isTold ? 'event_stream_tracer' : 'rxchain',
    awaitHandlers: true,
    raiseError: false,
    lc_prefer_streaming: isTold,
    tapOutputIterable: (id: string, chunks: AsyncIterable<unknown>) => runs.tap(id, chunks),
    handleChainStart: (...[what, inputs, id, parent, tags, metadata, type, name]: ChainStart) => {
      const input = unwrap(inputs, 'input');
      // A stream starts before its input is known, and then says that it is the empty text.
      runs.start(
        { ...kind(typeOf(type), what, name), id, parent, tags, metadata },
        input === '' ? undefined : input,
      );
    },
    handleChatModelStart: (...[what, messages, id, parent, , tags, metadata, name]: ModelStart) =>
      runs.start({ ...kind('chat_model', what, name), id, parent, tags, metadata }, { messages }),
    handleLLMStart: (...[what, prompts, id, parent, , tags, metadata, name]: ModelStart) =>
      runs.start({ ...kind('llm', what, name), id, parent, tags, metadata }, { prompts }),
    handleRetrieverStart: (...[what, query, id, parent, tags, metadata, name]: OtherStart) =>
      runs.start({ ...kind('retriever', what, name), id, parent, tags, metadata }, { query }),
    handleToolStart: (...[what, text, id, parent, tags, metadata, name, callId]: OtherStart) => {
      const known = callId === undefined ? metadata : { ...metadata, tool_call_id: callId };
      runs.start({ ...kind('tool', what, name), id, parent, tags, metadata: known }, jsonOrText(text));
    },
    handleLLMNewToken: (
      text: string,
      _at: unknown,
      id: string,
      _parent: unknown,
      _tags: unknown,
      more?: Token,
    ) => runs.token(id, text, more?.chunk?.message),
    handleLLMEnd: (result: ModelResult, id: string) => runs.endModel(id, result),
    handleChainEnd: end,
    handleRetrieverEnd: end,
    handleToolEnd: end,
    handleChainError: fail,
    handleLLMError: fail,
    handleRetrieverError: fail,
    handleToolError: fail,
    handleCustomEvent: (name: string, data: unknown, id: string) => runs.emit(id, name, data),
  };
}

interface Serialized {
  readonly id?: readonly string[];
}
type Tags = readonly string[] | undefined;
type Metadata = Readonly<Record<string, unknown>> | undefined;
type ChainStart = [
  what: Serialized,
  inputs: unknown,
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

function kind(
  type: RunType,
  what: Serialized | undefined,
  name: string | undefined,
): { readonly type: RunType; readonly name: string; readonly isOurs: boolean } {
  return { type, name: name ?? what?.id?.at(-1) ?? 'Unnamed', isOurs: what?.id?.[0] === 'rxchain' };
}

const types: ReadonlySet<string> = new Set(['prompt', 'parser', 'retriever', 'tool', 'llm', 'chat_model']);

function typeOf(type: string | undefined): RunType {
  return type !== undefined && types.has(type) ? (type as RunType) : 'chain';
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
