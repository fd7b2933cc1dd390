import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { UsageMetadata } from '../messages/UsageMetadata.ts';
import type { ChatWire } from './ChatWire.ts';
import { faultError } from './faultError.ts';
import { badFrame, parseFrame } from './parseFrame.ts';
import { type PlacedToolCall, ToolCallIndex } from './ToolCallIndex.ts';
import { usageOf } from './usageOf.ts';

/**
 * Chunks of the OpenAI chat completion wire, as many servers speak it, to message chunks.
 * 1. Only choice 0 is read; a whole message in place of a delta counts as one delta.
 * 2. Model name and fingerprint go out with the first chunk, the finish reason and the last usage once.
 * 3. A frame that adds nothing gives no chunk.
 * 4. `[DONE]` ends the reply, whether a finish reason came or not.
 */
export class OpenAIChatChunks implements ChatWire {
  isFinished = false;
  isOver = false;
  readonly #provider: string;
  readonly #calls = new ToolCallIndex();
  #metadata: Record<string, unknown> | undefined = {};
  #finishReason: string | undefined;
  #id: string | undefined;
  #usage: UsageMetadata | undefined;

  constructor(provider: string = 'openaiCompatible') {
    this.#provider = provider;
  }

  write(data: string, event?: string): AIMessageChunk | undefined {
    if (data.trim() === '[DONE]') {
      this.isFinished = true;
      this.isOver = true;
      return undefined;
    }
    if (data.trim() === '') return undefined;
    const frame = parseFrame(this.#provider, data);
    if (isFault(frame, event)) throw faultError(this.#provider, frame);
    this.#note(frame);
    const choices = frame.choices ?? [];
    if (!Array.isArray(choices)) throw badFrame(this.#provider, data);
    const choice = choices.find((candidate) => record(candidate) && (candidate.index ?? 0) === 0);
    return choice && this.#chunk(choice, data);
  }

  end(): AIMessageChunk | undefined {
    const usage_metadata = this.#usage;
    this.#usage = undefined;
    // A reply that added nothing is an empty message, not nothing at all.
    if (!usage_metadata && !this.#metadata) return undefined;
    return this.#make({ content: '', ...(usage_metadata && { usage_metadata }) });
  }

  /** What a frame tells about the whole reply. */
  #note(frame: Frame): void {
    if (typeof frame.id === 'string' && frame.id !== '') this.#id ??= frame.id;
    for (const [field, name] of notes) {
      const value = frame[field];
      if (this.#metadata && typeof value === 'string') this.#metadata[name] ??= value;
    }
    const usage = record(frame.usage);
    if (!usage) return;
    const input = record(usage.prompt_tokens_details);
    const output = record(usage.completion_tokens_details);
    this.#usage = usageOf(
      usage.prompt_tokens,
      usage.completion_tokens,
      usage.total_tokens,
      { cache_read: input?.cached_tokens ?? usage.prompt_cache_hit_tokens, audio: input?.audio_tokens },
      { reasoning: output?.reasoning_tokens, audio: output?.audio_tokens },
    );
  }

  #chunk(choice: Frame, data: string): AIMessageChunk | undefined {
    const delta = record(choice.delta) ?? record(choice.message) ?? {};
    const content = contentOf(delta.content);
    if (content === undefined) throw badFrame(this.#provider, data);
    const fragments = delta.tool_calls ?? [];
    if (!Array.isArray(fragments)) throw badFrame(this.#provider, data);
    const tool_call_chunks = fragments.map((fragment) => this.#fragment(fragment, data));
    const reasoning_content = text(delta.reasoning_content) ?? text(delta.reasoning);
    const refusal = text(delta.refusal);
    const finish_reason = this.#finishReason === undefined ? text(choice.finish_reason) : undefined;
    if (finish_reason !== undefined) {
      this.#finishReason = finish_reason;
      this.isFinished = true;
    }
    const extras = reasoning_content !== undefined || refusal !== undefined;
    if (content === '' && tool_call_chunks.length === 0 && !extras && finish_reason === undefined)
      return undefined;
    return this.#make({
      content,
      ...(tool_call_chunks.length > 0 && { tool_call_chunks }),
      ...(extras && {
        additional_kwargs: {
          ...(reasoning_content !== undefined && { reasoning_content }),
          ...(refusal !== undefined && { refusal }),
        },
      }),
      ...(finish_reason !== undefined && { response_metadata: { finish_reason } }),
    });
  }

  #fragment(value: unknown, data: string): PlacedToolCall {
    const fragment = record(value);
    if (!fragment) throw badFrame(this.#provider, data);
    const call = record(fragment.function) ?? {};
    const args =
      typeof call.arguments === 'object' && call.arguments
        ? JSON.stringify(call.arguments)
        : text(call.arguments);
    return this.#calls.place(fragment.index, text(fragment.id), text(call.name), args ?? '');
  }

  /** The first chunk also carries what the head of the reply told. */
  #make(fields: Omit<AIMessageChunk, 'type' | 'id'>): AIMessageChunk {
    const metadata = this.#metadata;
    this.#metadata = undefined;
    const response_metadata = metadata && { ...metadata, ...fields.response_metadata };
    return {
      type: 'ai_chunk',
      ...fields,
      ...(this.#id !== undefined && { id: this.#id }),
      ...(response_metadata && Object.keys(response_metadata).length > 0 && { response_metadata }),
    };
  }
}

type Frame = Readonly<Record<string, unknown>>;

const notes: readonly (readonly [field: string, name: string])[] = [
  ['model', 'model_name'],
  ['system_fingerprint', 'system_fingerprint'],
];

/** Servers tell an error as `error`, as `object: 'error'`, or by the name of the event. */
function isFault(frame: Frame, event: string | undefined): boolean {
  return (frame.error ?? undefined) !== undefined || frame.object === 'error' || event === 'error';
}

/** Text, or the text blocks of a list; undefined for what is neither. */
function contentOf(content: unknown): string | undefined {
  if (content === undefined || content === null) return '';
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  return content.map((block) => text(record(block)?.text) ?? '').join('');
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function record(value: unknown): Frame | undefined {
  return typeof value === 'object' && value !== null ? (value as Frame) : undefined;
}
