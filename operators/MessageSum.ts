import type { AIMessageChunk } from '../src/messages/AIMessageChunk.ts';
import type { ContentBlock } from '../src/messages/ContentBlock.ts';
import type { MessageContent } from '../src/messages/MessageContent.ts';
import type { ToolCallChunk } from '../src/messages/ToolCallChunk.ts';
import type { UsageMetadata } from '../src/messages/UsageMetadata.ts';
import { addUsage } from './addUsage.ts';
import { BlockListSum } from './BlockListSum.ts';
import { cannotAdd } from './cannotAdd.ts';
import { RecordSum } from './RecordSum.ts';
import type { Sum } from './Sum.ts';
import { TextSum } from './TextSum.ts';
import { ToolCallSum } from './ToolCallSum.ts';

/**
 * Adds the pieces of a reply in linear time, by the rules of `addMessageChunks`. The message is built when it is read.
 * A piece of another class is a `RunnableError` with the code `cannot_add`; a whole reply stands alone and is its own sum.
 */
export class MessageSum implements Sum<AIMessageChunk> {
  #count = 0;
  readonly #text = new TextSum();
  #blocks: BlockListSum | undefined = undefined;
  #id: string | undefined = undefined;
  #name: string | undefined = undefined;
  #tools: ToolCallSum | undefined = undefined;
  #usage: UsageMetadata | undefined = undefined;
  #response: RecordSum | undefined = undefined;
  #extra: RecordSum | undefined = undefined;
  #value: AIMessageChunk | undefined = undefined;
  #isWhole = false;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(chunk: AIMessageChunk): void {
    if (chunk.type !== 'ai_chunk' || this.#isWhole) {
      this.#takeWhole(chunk);
      return;
    }
    const { id, name } = chunk;
    this.#count += 1;
    this.#value = this.#count === 1 && !hasCalls(chunk) ? chunk : undefined;
    this.#addContent(chunk.content);
    if (id && id !== this.#id && (this.#id === undefined || (isRunId(this.#id) && !isRunId(id)))) {
      this.#id = id;
    }
    if (name) {
      this.#name ??= name;
    }
    this.#addData(chunk);
  }

  get value(): AIMessageChunk {
    this.#value ??= this.#build();
    return this.#value;
  }

  /** Until content comes that is no plain text; then it stays at what had come before. */
  get texts(): TextSum | undefined {
    return this.#blocks === undefined && !this.#isWhole ? this.#text : undefined;
  }

  // An invoked run hands on the whole message, under the rule of its pieces.
  #takeWhole(message: { readonly type?: unknown }): void {
    if (this.#count > 0 || message.type !== 'ai') {
      throw cannotAdd(this.#isWhole ? 'ai' : 'ai_chunk', String(message.type));
    }
    this.#count = 1;
    this.#isWhole = true;
    this.#value = message as AIMessageChunk;
  }

  #addContent(content: MessageContent): void {
    if (typeof content !== 'string') {
      this.#blocks ??= blocksWith(this.#text.value);
      this.#blocks.add(content);
    } else if (this.#blocks === undefined) {
      this.#text.add(content);
    } else {
      this.#blocks.addText(content);
    }
  }

  #addData(chunk: AIMessageChunk): void {
    const { usage_metadata: usage, response_metadata: response, additional_kwargs: extra } = chunk;
    if (hasCalls(chunk)) {
      this.#tools ??= new ToolCallSum();
      this.#tools.add(chunk.tool_call_chunks?.length ? chunk.tool_call_chunks : fragmentsOf(chunk));
    }
    if (usage) {
      this.#usage = this.#usage === undefined ? usage : addUsage(this.#usage, usage);
    }
    if (response) {
      // Response metadata are facts, told again; what has no field of its own arrives in pieces.
      this.#response ??= new RecordSum(true, newBlockList);
      this.#response.add(response);
    }
    if (extra) {
      this.#extra ??= new RecordSum(false, newBlockList);
      this.#extra.add(extra);
    }
  }

  #build(): AIMessageChunk {
    const content = (this.#blocks?.value ?? this.#text.value) as string | readonly ContentBlock[];
    const shown = this.#tools?.shown();
    return {
      type: 'ai_chunk',
      content,
      ...(this.#id === undefined ? undefined : { id: this.#id }),
      ...(this.#name === undefined ? undefined : { name: this.#name }),
      ...(this.#tools === undefined ? undefined : { tool_call_chunks: this.#tools.value }),
      ...(shown?.calls.length ? { tool_calls: shown.calls } : undefined),
      ...(shown?.invalid.length ? { invalid_tool_calls: shown.invalid } : undefined),
      ...(this.#usage === undefined ? undefined : { usage_metadata: this.#usage }),
      ...(this.#response === undefined ? undefined : { response_metadata: this.#response.value }),
      ...(this.#extra === undefined ? undefined : { additional_kwargs: this.#extra.value }),
    };
  }
}

function newBlockList(keepsEqual: boolean): BlockListSum {
  return new BlockListSum(keepsEqual);
}

function blocksWith(text: string): BlockListSum {
  const blocks = newBlockList(false);
  blocks.addText(text);
  return blocks;
}

/** The ids that we make ourselves give way to one of the provider. */
function isRunId(id: string): boolean {
  return id.startsWith('run-');
}

function hasCalls(chunk: AIMessageChunk): boolean {
  return Boolean(
    chunk.tool_call_chunks?.length || chunk.tool_calls?.length || chunk.invalid_tool_calls?.length,
  );
}

/** A model that does not stream its calls gives them whole. */
function fragmentsOf({ tool_calls = [], invalid_tool_calls = [] }: AIMessageChunk): readonly ToolCallChunk[] {
  return [...tool_calls.map((call) => ({ ...call, args: JSON.stringify(call.args) })), ...invalid_tool_calls];
}
