import type {
  CallbackManager,
  CallbackManagerForChainRun,
  CallbackManagerForLLMRun,
  CallbackManagerForRetrieverRun,
  CallbackManagerForToolRun,
} from '@langchain/core/callbacks/manager';
import { ChatGenerationChunk, GenerationChunk } from '@langchain/core/outputs';
import { phaseOfEvent } from '../events/phaseOfEvent.ts';
import type { RunEvent } from '../events/RunEvent.ts';
import { typeOfEvent } from '../events/typeOfEvent.ts';
import { textOf } from '../messages/textOf.ts';
import { RunnableError } from '../RunnableError.ts';
import { toLangChainValue } from './toLangChainValue.ts';

/**
 * Our events told to LangChain's callback handlers, as runs below the run that LangChain has made for the chain. Handlers may
 * be slow, so events wait for each other; `told` resolves when all that have come are told.
 */
export class RunsInLangChain {
  readonly isListening: boolean;
  told: Promise<void> = Promise.resolve();
  readonly #manager: CallbackManagerForChainRun | undefined;
  readonly #managers = new Map<string, RunManager>();

  constructor(manager: CallbackManagerForChainRun | undefined) {
    this.#manager = manager;
    this.isListening = manager !== undefined && manager.handlers.length > 0;
  }

  next(event: RunEvent): void {
    if (this.#manager === undefined) return;
    // The first run to start is the chain, which LangChain tells itself.
    if (this.#managers.size === 0) {
      this.#managers.set(event.run_id, this.#manager);
      return;
    }
    this.told = this.told.then(() => this.#tell(event)).catch(() => undefined);
  }

  async #tell(event: RunEvent): Promise<void> {
    const { run_id } = event;
    const phase = phaseOfEvent(event);
    if (phase === 'start') {
      const parent = this.#managers.get(event.parent_ids.at(-1) ?? '') ?? this.#manager;
      if (parent !== undefined) this.#managers.set(run_id, await start(event, childOf(parent, event)));
      return;
    }
    const manager = this.#managers.get(run_id);
    if (manager === undefined) return;
    if (phase === 'custom') {
      await manager.handleCustomEvent(event.name, toLangChainValue(event.data), run_id);
      return;
    }
    if (manager === this.#manager) return;
    if (phase === 'stream') await stream(event, manager);
    else await end(event, manager);
  }
}

type RunManager =
  | CallbackManagerForChainRun
  | CallbackManagerForLLMRun
  | CallbackManagerForRetrieverRun
  | CallbackManagerForToolRun;

/** Models have no runs inside them for LangChain; what ours has stands beside it. */
function childOf(parent: RunManager, { tags, metadata }: RunEvent): CallbackManager {
  const child = (parent as CallbackManagerForChainRun).getChild();
  child.addTags([...tags], false);
  child.addMetadata({ ...metadata }, false);
  return child;
}

async function start(event: RunEvent, parent: CallbackManager): Promise<RunManager> {
  const { name, data } = event;
  const input = toLangChainValue((data as { input?: unknown }).input);
  const what = { lc: 1 as const, type: 'not_implemented' as const, id: ['rxchain', name] };
  const type = typeOfEvent(event);
  switch (type) {
    case 'chat_model': {
      const { messages = [[]] } = (input ?? {}) as { messages?: never[][] };
      const [manager] = await parent.handleChatModelStart(
        what,
        messages,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        name,
      );
      return manager as CallbackManagerForLLMRun;
    }
    case 'llm': {
      const { prompts = [''] } = (input ?? {}) as { prompts?: string[] };
      const [manager] = await parent.handleLLMStart(
        what,
        prompts,
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        name,
      );
      return manager as CallbackManagerForLLMRun;
    }
    case 'retriever': {
      const { query = '' } = (input ?? {}) as { query?: string };
      return parent.handleRetrieverStart(what, query, undefined, undefined, undefined, undefined, name);
    }
    case 'tool': {
      const text = typeof input === 'string' ? input : JSON.stringify(input ?? {});
      const { tool_call_id } = event.metadata as { tool_call_id?: string };
      return parent.handleToolStart(
        what,
        text,
        undefined,
        undefined,
        undefined,
        undefined,
        name,
        tool_call_id,
      );
    }
    default:
      return parent.handleChainStart(
        what,
        recordOf(input ?? '', 'input'),
        undefined,
        type === 'chain' ? undefined : type,
        undefined,
        undefined,
        name,
      );
  }
}

async function stream(event: RunEvent, manager: RunManager): Promise<void> {
  if (event.event === 'on_chat_model_stream') {
    const { chunk } = event.data;
    const text = textOf(chunk);
    const message = toLangChainValue(chunk) as never;
    await (manager as CallbackManagerForLLMRun).handleLLMNewToken(
      text,
      undefined,
      undefined,
      undefined,
      undefined,
      {
        chunk: new ChatGenerationChunk({ text, message }),
      },
    );
  } else if (event.event === 'on_llm_stream') {
    const { text } = event.data.chunk;
    await (manager as CallbackManagerForLLMRun).handleLLMNewToken(
      text,
      undefined,
      undefined,
      undefined,
      undefined,
      {
        chunk: new GenerationChunk({ text }),
      },
    );
  }
}

async function end(event: RunEvent, manager: RunManager): Promise<void> {
  const { input, output, error, reason } = event.data as {
    input?: unknown;
    output?: unknown;
    error?: unknown;
    reason?: unknown;
  };
  if (!event.event.endsWith('_end')) {
    const failure = toError(event.name, error, reason);
    if ('handleLLMError' in manager) await manager.handleLLMError(failure);
    else if ('handleRetrieverError' in manager) await manager.handleRetrieverError(failure);
    else if ('handleToolError' in manager) await manager.handleToolError(failure);
    else await manager.handleChainError(failure);
    return;
  }
  const value = toLangChainValue(output);
  if ('handleLLMEnd' in manager) {
    await manager.handleLLMEnd({ generations: generationsOf(event, value) as never });
  } else if ('handleRetrieverEnd' in manager) {
    await manager.handleRetrieverEnd((value ?? []) as never);
  } else if ('handleToolEnd' in manager) {
    await manager.handleToolEnd(value);
  } else {
    const inputs = input === undefined ? undefined : recordOf(toLangChainValue(input), 'input');
    await manager.handleChainEnd(
      recordOf(value, 'output'),
      undefined,
      undefined,
      undefined,
      inputs && { inputs },
    );
  }
}

function generationsOf(event: RunEvent, value: unknown): unknown {
  if (event.event !== 'on_chat_model_end')
    return (value as { generations?: unknown } | null)?.generations ?? [[]];
  const { output } = event.data;
  return [output === null ? [] : [{ text: textOf(output), message: value }]];
}

/** Events have a copy of an error, LangChain's handlers an error. */
function toError(name: string, error: unknown, reason: unknown): Error {
  if (error === undefined) {
    return new RunnableError(`${name} was cancelled${typeof reason === 'string' ? `: ${reason}` : '.'}`, {
      code: 'aborted',
    });
  }
  const told = error as { readonly name?: string; readonly message?: string };
  return Object.assign(new Error(told.message), { name: told.name ?? 'Error' });
}

/** LangChain wraps what is no record into one. */
function recordOf(value: unknown, key: 'input' | 'output'): Record<string, unknown> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : { [key]: value };
}
