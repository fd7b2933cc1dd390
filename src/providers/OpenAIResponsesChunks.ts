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
 * Events of the OpenAI responses wire to message chunks. A call's id is its `call_id`, its address the index of the
 * output. `response.completed` ends the reply with the finish reason `stop` or `tool_calls`, `response.incomplete` with
 * `length` or `content_filter`; `response.failed` is an error. Events of other kinds are passed over.
 */
export class OpenAIResponsesChunks implements ChatWire {
  isOver = false;
  readonly #provider: string;
  readonly #reply = new Reply();
  readonly #calls = new ToolCallIndex();
  /** Outputs whose call has begun, and whether arguments have come for it. */
  readonly #begun = new Map<unknown, boolean>();

  constructor(provider: string = 'openaiResponses') {
    this.#provider = provider;
  }

  get isFinished(): boolean {
    return this.isOver;
  }

  write(data: string, event?: string): AIMessageChunk | undefined {
    if (this.isOver || data.trim() === '' || data.trim() === '[DONE]') return undefined;
    const frame = parseFrame(this.#provider, data);
    const type = asText(frame.type) ?? event;
    if (type === undefined && frame.error === undefined) throw badFrame(this.#provider, data);
    if (type === 'error' || type === undefined)
      throw faultError(this.#provider, { ...frame, type: undefined });
    const response = asRecord(frame.response);
    if (response) this.#reply.note(asText(response.id), { model_name: asText(response.model) });
    if (type === 'response.failed') throw faultError(this.#provider, response);
    const part = this.#part(type, frame, response);
    return part && this.#reply.chunk(part);
  }

  end(): AIMessageChunk | undefined {
    return this.#reply.end();
  }

  #part(type: string, frame: Fields, response: Fields | undefined): ReplyPart | undefined {
    switch (type) {
      case 'response.output_text.delta':
        return { content: asText(frame.delta) };
      case 'response.refusal.delta':
        return { extras: { refusal: asText(frame.delta) } };
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        return { extras: { reasoning_content: asText(frame.delta) } };
      case 'response.output_item.added':
      case 'response.output_item.done':
        return this.#item(frame.output_index, asRecord(frame.item));
      case 'response.function_call_arguments.delta':
        return this.#fragment(frame.output_index, undefined, undefined, asText(frame.delta) ?? '');
      case 'response.completed':
        return this.#finish(response, this.#begun.size > 0 ? 'tool_calls' : 'stop');
      case 'response.incomplete': {
        const reason = asText(asRecord(response?.incomplete_details)?.reason);
        return this.#finish(response, reason === 'max_output_tokens' ? 'length' : (reason ?? 'incomplete'));
      }
      default:
        return undefined;
    }
  }

  /** A call's id and name come with its item; its arguments too, when they did not stream. */
  #item(index: unknown, item: Fields | undefined): ReplyPart | undefined {
    if (item?.type !== 'function_call') return undefined;
    const args = this.#begun.get(index) ? '' : (asText(item.arguments) ?? '');
    if (this.#begun.has(index) && args === '') return undefined;
    return this.#fragment(index, asText(item.call_id), asText(item.name), args);
  }

  #fragment(index: unknown, id: string | undefined, name: string | undefined, args: string): ReplyPart {
    this.#begun.set(index, this.#begun.get(index) === true || args !== '');
    return { calls: [this.#calls.place(index, id, name, args)] };
  }

  #finish(response: Fields | undefined, finishReason: string): ReplyPart {
    this.isOver = true;
    const usage = asRecord(response?.usage);
    if (usage) {
      const cache_read = asRecord(usage.input_tokens_details)?.cached_tokens;
      const reasoning = asRecord(usage.output_tokens_details)?.reasoning_tokens;
      this.#reply.usage = usageOf(
        usage.input_tokens,
        usage.output_tokens,
        usage.total_tokens,
        { cache_read },
        { reasoning },
      );
    }
    return { finishReason };
  }
}

type Fields = Readonly<Record<string, unknown>>;
