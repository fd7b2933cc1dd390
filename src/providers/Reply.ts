import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { UsageMetadata } from '../messages/UsageMetadata.ts';
import type { PlacedToolCall } from './ToolCallIndex.ts';

/** What one frame adds to a message. */
export interface ReplyPart {
  readonly content?: string | undefined;
  readonly calls?: readonly PlacedToolCall[] | undefined;
  /** For `additional_kwargs`: text that adds up, or blocks under an index. */
  readonly extras?: Readonly<Record<string, unknown>> | undefined;
  readonly finishReason?: string | undefined;
}

/**
 * Makes the chunks of one reply out of what its frames add.
 * 1. A part that adds nothing gives no chunk.
 * 2. What the head of the reply told goes out with the first chunk, the id with every chunk.
 * 3. The finish reason is told once; of usage, which is a snapshot, only the last counts, at the end.
 */
export class Reply {
  usage: UsageMetadata | undefined;
  #id: string | undefined;
  #head: Readonly<Record<string, unknown>> | undefined = {};
  #isFinished = false;

  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Notes what the provider tells of the reply as a whole; what is told first stays. */
  note(id: string | undefined, head: Readonly<Record<string, string | undefined>>): void {
    this.#id ??= id;
    const told = Object.entries(head).filter(([, value]) => value !== undefined);
    if (this.#head && told.length > 0) this.#head = { ...Object.fromEntries(told), ...this.#head };
  }

  chunk({ content = '', calls = [], extras = {}, finishReason }: ReplyPart): AIMessageChunk | undefined {
    const finish_reason = this.#isFinished ? undefined : finishReason;
    const additional_kwargs = Object.fromEntries(
      Object.entries(extras).filter(([, value]) => value !== undefined),
    );
    const hasExtras = Object.keys(additional_kwargs).length > 0;
    if (finish_reason !== undefined) this.#isFinished = true;
    if (content === '' && calls.length === 0 && !hasExtras && finish_reason === undefined) return undefined;
    return this.#make({
      content,
      ...(calls.length > 0 && { tool_call_chunks: calls }),
      ...(hasExtras && { additional_kwargs }),
      ...(finish_reason !== undefined && { response_metadata: { finish_reason } }),
    });
  }

  /** The usage; for a reply that added nothing, an empty message, not nothing at all. */
  end(): AIMessageChunk | undefined {
    const usage_metadata = this.usage;
    this.usage = undefined;
    if (!usage_metadata && !this.#head) return undefined;
    return this.#make({ content: '', ...(usage_metadata && { usage_metadata }) });
  }

  #make(fields: Omit<AIMessageChunk, 'type' | 'id'>): AIMessageChunk {
    const head = this.#head;
    this.#head = undefined;
    const response_metadata = head && { ...head, ...fields.response_metadata };
    return {
      type: 'ai_chunk',
      ...fields,
      ...(this.#id !== undefined && { id: this.#id }),
      ...(response_metadata && Object.keys(response_metadata).length > 0 && { response_metadata }),
    };
  }
}
