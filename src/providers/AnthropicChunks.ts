import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { asRecord } from './asRecord.ts';
import { asText } from './asText.ts';
import { badFrame } from './badFrame.ts';
import type { ChatWire } from './ChatWire.ts';
import { faultError } from './faultError.ts';
import { parseFrame } from './parseFrame.ts';
import { Reply, type ReplyPart } from './Reply.ts';
import { ToolCallIndex } from './ToolCallIndex.ts';
import { usageOf } from './usageOf.ts';

/**
 * Events of the Anthropic messages wire to message chunks.
 * 1. Calls are numbered among themselves, not by the index of their block.
 * 2. Input tokens are those read, read from the cache and written to it; output tokens are cumulative, the last count.
 * 3. Thinking streams as `reasoning_content`; its blocks, signatures included, stand in `thinking_blocks` too, since a
 *    turn with tools must be sent back with them.
 * 4. Events of a kind that is not known are passed over, as the provider asks.
 */
export class AnthropicChunks implements ChatWire {
  isOver = false;
  readonly #provider: string;
  readonly #reply = new Reply();
  readonly #calls = new ToolCallIndex();
  #usage: Fields = {};

  constructor(provider: string = 'anthropic') {
    this.#provider = provider;
  }

  get isFinished(): boolean {
    return this.isOver || this.#reply.isFinished;
  }

  write(data: string, event?: string): AIMessageChunk | undefined {
    if (this.isOver || data.trim() === '') return undefined;
    const frame = parseFrame(this.#provider, data);
    const type = asText(frame.type) ?? event;
    if (type === undefined) throw badFrame(this.#provider, data);
    if (type === 'error') throw faultError(this.#provider, frame);
    if (type === 'message_stop') this.isOver = true;
    const part = this.#part(type, frame, data);
    return part && this.#reply.chunk(part);
  }

  end(): AIMessageChunk | undefined {
    const { input_tokens: input, output_tokens: output } = this.#usage;
    const { cache_read_input_tokens: cache_read, cache_creation_input_tokens: cache_creation } = this.#usage;
    if (input !== undefined || output !== undefined) {
      const read = [input, cache_read, cache_creation].reduce<number>(
        (sum, count) => sum + (Number(count) || 0),
        0,
      );
      this.#reply.usage = usageOf(read, output, undefined, { cache_read, cache_creation });
    }
    this.#usage = {};
    return this.#reply.end();
  }

  #part(type: string, frame: Fields, data: string): ReplyPart | undefined {
    switch (type) {
      case 'message_start': {
        const message = this.#record(frame.message, data);
        this.#reply.note(asText(message.id), { model_name: asText(message.model) });
        this.#count(message.usage);
        return undefined;
      }
      case 'message_delta':
        this.#count(frame.usage);
        return { finishReason: asText(asRecord(frame.delta)?.stop_reason) };
      case 'content_block_start':
        return this.#block(frame.index, this.#record(frame.content_block, data));
      case 'content_block_delta':
        return this.#delta(frame.index, this.#record(frame.delta, data));
      default:
        return undefined;
    }
  }

  #record(value: unknown, data: string): Fields {
    const record = asRecord(value);
    if (!record) throw badFrame(this.#provider, data);
    return record;
  }

  #block(index: unknown, block: Fields): ReplyPart | undefined {
    switch (block.type) {
      case 'text':
        return { content: asText(block.text) };
      case 'thinking':
        return thinking({ index, type: 'thinking', thinking: block.thinking ?? '' });
      case 'redacted_thinking':
        return thinking({ index, type: 'redacted_thinking', data: block.data });
      case 'tool_use': {
        const input = asRecord(block.input) ?? {};
        const args = Object.keys(input).length > 0 ? JSON.stringify(input) : '';
        return { calls: [this.#calls.place(index, asText(block.id), asText(block.name), args)] };
      }
      default:
        return undefined;
    }
  }

  #delta(index: unknown, delta: Fields): ReplyPart | undefined {
    switch (delta.type) {
      case 'text_delta':
        return { content: asText(delta.text) };
      case 'thinking_delta':
        return thinking({ index, thinking: delta.thinking });
      case 'signature_delta':
        return thinking({ index, signature: delta.signature });
      case 'input_json_delta': {
        const args = asText(delta.partial_json);
        return args === undefined
          ? undefined
          : { calls: [this.#calls.place(index, undefined, undefined, args)] };
      }
      default:
        return undefined;
    }
  }

  #count(usage: unknown): void {
    const counts = Object.entries(asRecord(usage) ?? {}).filter(([, count]) => typeof count === 'number');
    this.#usage = { ...this.#usage, ...Object.fromEntries(counts) };
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** A piece of a thinking block: pieces with one index add up to it. */
function thinking(piece: Fields): ReplyPart {
  const { type: _type, ...rest } = piece;
  return { extras: { reasoning_content: asText(rest.thinking), thinking_blocks: [piece] } };
}
