import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { asRecord } from './asRecord.ts';
import { asText } from './asText.ts';
import { badFrame } from './badFrame.ts';
import type { ChatWire } from './ChatWire.ts';
import { faultError } from './faultError.ts';
import { parseFrame } from './parseFrame.ts';
import { Reply } from './Reply.ts';
import { type PlacedToolCall, ToolCallIndex } from './ToolCallIndex.ts';
import { usageOf } from './usageOf.ts';

/**
 * Frames of the OpenAI chat completion wire, as many servers speak it, to message chunks.
 * 1. Only choice 0 is read; a whole message in place of a delta counts as one delta.
 * 2. `[DONE]` ends the reply, whether a finish reason came or not.
 * 3. What servers do differently is taken: reasoning under two names, calls without an index or with one that is text,
 *    content as a list, errors in three forms. What has another shape is a `bad_frame`; nothing is skipped.
 */
export class OpenAIChatChunks implements ChatWire {
  isOver = false;
  readonly #provider: string;
  readonly #reply = new Reply();
  readonly #calls = new ToolCallIndex();

  constructor(provider: string = 'openaiCompatible') {
    this.#provider = provider;
  }

  get isFinished(): boolean {
    return this.isOver || this.#reply.isFinished;
  }

  write(data: string, event?: string): AIMessageChunk | undefined {
    const text = data.trim();
    if (text === '[DONE]') this.isOver = true;
    if (text === '' || this.isOver) return undefined;
    const frame = parseFrame(this.#provider, text);
    if (isFault(frame, event)) throw faultError(this.#provider, frame);
    const { id, model, system_fingerprint, choices } = frame;
    this.#reply.note(asText(id), {
      model_name: asText(model),
      system_fingerprint: asText(system_fingerprint),
    });
    this.#count(asRecord(frame.usage));
    if (!Array.isArray(choices ?? [])) throw badFrame(this.#provider, text);
    const choice = ((choices ?? []) as unknown[]).map(asRecord).find((one) => one && (one.index ?? 0) === 0);
    return choice && this.#chunk(choice, text);
  }

  end(): AIMessageChunk | undefined {
    return this.#reply.end();
  }

  #count(usage: Fields | undefined): void {
    if (!usage) return;
    const input = asRecord(usage.prompt_tokens_details);
    const output = asRecord(usage.completion_tokens_details);
    this.#reply.usage = usageOf(
      usage.prompt_tokens,
      usage.completion_tokens,
      usage.total_tokens,
      { cache_read: input?.cached_tokens ?? usage.prompt_cache_hit_tokens, audio: input?.audio_tokens },
      { reasoning: output?.reasoning_tokens, audio: output?.audio_tokens },
    );
  }

  #chunk(choice: Fields, data: string): AIMessageChunk | undefined {
    const delta = asRecord(choice.delta) ?? asRecord(choice.message) ?? {};
    const content = contentOf(delta.content);
    const fragments = delta.tool_calls ?? [];
    if (content === undefined || !Array.isArray(fragments)) throw badFrame(this.#provider, data);
    return this.#reply.chunk({
      content,
      calls: fragments.map((fragment) => this.#fragment(asRecord(fragment), data)),
      extras: {
        reasoning_content: asText(delta.reasoning_content) ?? asText(delta.reasoning),
        refusal: asText(delta.refusal),
      },
      finishReason: asText(choice.finish_reason),
    });
  }

  #fragment(fragment: Fields | undefined, data: string): PlacedToolCall {
    if (!fragment) throw badFrame(this.#provider, data);
    const { name, arguments: given } = asRecord(fragment.function) ?? {};
    const args = asRecord(given) ? JSON.stringify(given) : (asText(given) ?? '');
    return this.#calls.place(fragment.index, asText(fragment.id), asText(name), args);
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** Servers tell an error as `error`, as `object: 'error'`, or by the name of the event. */
function isFault({ error, object }: Fields, event: string | undefined): boolean {
  return (error !== undefined && error !== null) || object === 'error' || event === 'error';
}

/** Text, or the text blocks of a list; undefined for what is neither. */
function contentOf(content: unknown): string | undefined {
  if (content === undefined || content === null) return '';
  if (typeof content === 'string') return content;
  return Array.isArray(content)
    ? content.map((block) => asText(asRecord(block)?.text) ?? '').join('')
    : undefined;
}
