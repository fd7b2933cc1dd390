import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { UsageMetadata } from '../messages/UsageMetadata.ts';
import { asRecord } from '../providers/asRecord.ts';
import { Reply, type ReplyPart } from '../providers/Reply.ts';
import { ToolCallIndex } from '../providers/ToolCallIndex.ts';
import { usageOf } from '../providers/usageOf.ts';
import { RunnableError } from '../RunnableError.ts';
import type { AiSdkOrigin } from './AiSdkOrigin.ts';
import type { AiSdkPart } from './AiSdkPart.ts';
import { aiSdkError } from './aiSdkError.ts';

/**
 * Parts of an AI SDK stream, of any version, to message chunks.
 * 1. The finish part ends the reply; one that says `error`, `interrupted` or that no reason was read is a failure.
 * 2. A call streams by its input parts; the whole call that follows them adds nothing, but its arguments where none came.
 * 3. Calls that the provider runs itself are not ours to run, and are passed over like every part of an unknown type.
 * 4. What the provider wants to see again (signatures of reasoning, metadata of calls) stands in `additional_kwargs`.
 */
export class AiSdkChunks {
  isOver = false;
  /** Why the reply ended, in the SDK's own words. */
  finish: string | undefined;
  readonly #origin: AiSdkOrigin;
  readonly #acceptsUnknown: boolean;
  readonly #reply = new Reply();
  readonly #calls = new ToolCallIndex();
  /** The length of the arguments of each call that has begun; `undefined` for one that comes whole or is not ours. */
  readonly #begun = new Map<string, number | undefined>();
  readonly #reasoning = new Map<string, Reasoning>();
  #warnings: readonly unknown[] = [];

  constructor(origin: AiSdkOrigin, acceptsUnknown: boolean = false) {
    this.#origin = origin;
    this.#acceptsUnknown = acceptsUnknown;
  }

  write(part: AiSdkPart): AIMessageChunk | undefined {
    if (this.isOver) return undefined;
    const added = this.#part(part);
    return added && this.#reply.chunk(added);
  }

  end(): AIMessageChunk | undefined {
    const chunk = this.#reply.end();
    const warnings = this.#warnings;
    if (warnings.length === 0) return chunk;
    this.#warnings = [];
    return {
      ...(chunk ?? { type: 'ai_chunk', content: '' }),
      response_metadata: { ...chunk?.response_metadata, warnings },
    };
  }

  #part(part: AiSdkPart): ReplyPart | undefined {
    const { id = '', delta = '' } = part;
    switch (part.type) {
      case 'stream-start':
        this.#warnings = part.warnings ?? [];
        return undefined;
      case 'response-metadata':
        this.#reply.note(part.id, { model_name: part.modelId });
        return undefined;
      case 'text-delta':
        return { content: delta };
      case 'reasoning-start':
      case 'reasoning-delta':
        return this.#reason(id, delta, part);
      case 'reasoning-end':
        this.#reason(id, '', part);
        return this.#reasoningBlock(id);
      case 'tool-input-start':
        return this.#begin(id, part);
      case 'tool-input-delta':
        return this.#goOn(id, delta);
      case 'tool-call':
        return this.#whole(part);
      case 'error':
        throw aiSdkError(this.#origin, part.error, true);
      case 'finish':
        return this.#finish(part);
      default:
        return undefined;
    }
  }

  #reason(id: string, delta: string, { providerMetadata }: AiSdkPart): ReplyPart | undefined {
    const block = this.#reasoning.get(id) ?? { text: '' };
    block.text += delta;
    if (providerMetadata !== undefined) block.providerMetadata = providerMetadata;
    this.#reasoning.set(id, block);
    return delta === '' ? undefined : { extras: { reasoning_content: delta } };
  }

  #reasoningBlock(id: string): ReplyPart | undefined {
    const block = this.#reasoning.get(id);
    this.#reasoning.delete(id);
    if (block === undefined || (block.text === '' && block.providerMetadata === undefined)) return undefined;
    return { extras: { reasoning_blocks: [{ type: 'reasoning', ...block }] } };
  }

  #begin(id: string, { toolName, inputEncoding, providerExecuted }: AiSdkPart): ReplyPart | undefined {
    if (providerExecuted === true || inputEncoding === 'text') {
      this.#begun.set(id, undefined);
      return undefined;
    }
    this.#begun.set(id, 0);
    return { calls: [this.#calls.place(id, id, toolName, '')] };
  }

  #goOn(id: string, delta: string): ReplyPart | undefined {
    const length = this.#begun.get(id);
    if (length === undefined || delta === '') return undefined;
    this.#begun.set(id, length + delta.length);
    return { calls: [this.#calls.place(id, undefined, undefined, delta)] };
  }

  #whole({
    toolCallId: id = '',
    toolName,
    input = '',
    providerExecuted,
    providerMetadata,
  }: AiSdkPart): ReplyPart | undefined {
    if (providerExecuted === true) return undefined;
    const args = typeof input === 'string' ? input : JSON.stringify(input);
    const hasArgs = (this.#begun.get(id) ?? 0) > 0;
    return {
      ...(!hasArgs && { calls: [this.#calls.place(id, id, toolName, args)] }),
      ...(providerMetadata && { extras: { tool_call_metadata: { [id]: providerMetadata } } }),
    };
  }

  #finish({ finishReason, usage }: AiSdkPart): ReplyPart {
    const { unified, raw } =
      typeof finishReason === 'string' ? { unified: finishReason, raw: undefined } : (finishReason ?? {});
    if (unified === 'error' || unified === 'interrupted') throw this.#cut(unified);
    const isUnknown =
      unified === undefined || unified === 'unknown' || (unified === 'other' && raw === undefined);
    if (isUnknown && !this.#acceptsUnknown) throw this.#cut('no finish reason');
    this.isOver = true;
    this.finish = unified;
    this.#reply.usage = usageFrom(usage ?? {});
    return { finishReason: isUnknown ? undefined : (raw ?? unified) };
  }

  #cut(finish: string): RunnableError {
    return new RunnableError(
      `${this.#origin.provider}: the answer ended before it was whole (${finish}). Try again; what had arrived is in \`partial\`.`,
      { code: 'interrupted', retryable: true },
    );
  }
}

interface Reasoning {
  text: string;
  providerMetadata?: Readonly<Record<string, unknown>>;
}

/** v2 has plain numbers, later versions records of them; a provider that counts nothing gives no usage. */
function usageFrom(usage: Readonly<Record<string, unknown>>): UsageMetadata | undefined {
  const { inputTokens, outputTokens, totalTokens, cachedInputTokens, reasoningTokens } = usage;
  const input = asRecord(inputTokens) ?? { total: inputTokens, cacheRead: cachedInputTokens };
  const output = asRecord(outputTokens) ?? { total: outputTokens, reasoning: reasoningTokens };
  if (typeof input.total !== 'number' && typeof output.total !== 'number') return undefined;
  return usageOf(
    input.total,
    output.total,
    totalTokens,
    { cache_read: input.cacheRead, cache_creation: input.cacheWrite },
    { reasoning: output.reasoning },
  );
}
