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
 * Lines of the Ollama chat wire to message chunks. Calls come whole, each as one fragment; one without an id is called
 * `call_0`, `call_1`, … by its place. `done: true` ends the reply.
 */
export class OllamaChunks implements ChatWire {
  isOver = false;
  readonly #provider: string;
  readonly #reply = new Reply();
  readonly #calls = new ToolCallIndex();
  #count = 0;

  constructor(provider: string = 'ollama') {
    this.#provider = provider;
  }

  get isFinished(): boolean {
    return this.isOver;
  }

  write(data: string): AIMessageChunk | undefined {
    if (this.isOver) return undefined;
    const line = parseFrame(this.#provider, data);
    if (line.error !== undefined && line.error !== null) throw faultError(this.#provider, line);
    const { content = '', thinking, tool_calls } = asRecord(line.message) ?? {};
    const calls = tool_calls ?? [];
    if (typeof content !== 'string' || !Array.isArray(calls)) throw badFrame(this.#provider, data);
    this.#reply.note(undefined, { model_name: asText(line.model) });
    if (line.done === true) this.#finish(line);
    return this.#reply.chunk({
      content,
      calls: calls.map((call) => this.#call(asRecord(call), data)),
      extras: { reasoning_content: asText(thinking) },
      finishReason: line.done === true ? (asText(line.done_reason) ?? 'stop') : undefined,
    });
  }

  end(): AIMessageChunk | undefined {
    return this.#reply.end();
  }

  #finish({ prompt_eval_count: input, eval_count: output }: Readonly<Record<string, unknown>>): void {
    this.isOver = true;
    if (input !== undefined || output !== undefined) this.#reply.usage = usageOf(input, output);
  }

  #call(call: Readonly<Record<string, unknown>> | undefined, data: string): PlacedToolCall {
    const { name, arguments: args } = asRecord(call?.function) ?? {};
    if (asText(name) === undefined) throw badFrame(this.#provider, data);
    const id = asText(call?.id) ?? `call_${this.#count}`;
    this.#count += 1;
    return this.#calls.place(
      undefined,
      id,
      asText(name),
      typeof args === 'string' ? args : JSON.stringify(args ?? {}),
    );
  }
}
