import type { ChatModel } from '../../src/models/chatModel.ts';
import { anthropic } from '../../src/providers/anthropic.ts';
import { ollama } from '../../src/providers/ollama.ts';
import { openaiCompatible } from '../../src/providers/openaiCompatible.ts';
import { openaiResponses } from '../../src/providers/openaiResponses.ts';
import type { ProviderOptions } from '../../src/providers/ProviderOptions.ts';

/** One provider's wire, as its server writes it and its adapter reads it. */
export interface Wire {
  readonly name: string;
  /** What the names of its fixtures begin with. */
  readonly prefix: string;
  readonly path: string;
  /** How the key `sk-secret-1` is sent. */
  readonly headers: Readonly<Record<string, string>>;
  /** `baseURL` is the server's address without a path. */
  make(options: ProviderOptions & { baseURL: string }): ChatModel;
  /** The frames before the text. */
  readonly head: string;
  /** The frame of a piece of text. */
  text(text: string): string;
  /** The frames of a whole call; `args` need not be JSON. */
  call(id: string, name: string, args: string): string;
  /** The frames of the end. */
  finish(reason: string): string;
  /** An error in the middle of a reply. */
  fault(code: string, message: string): string;
  /** The body of an error status. */
  refusal(code: string, message: string): string;
  /** The word for a reply that a filter stopped, where the wire has one. */
  readonly filtered?: string;
}

const openAI: Wire = {
  name: 'openaiCompatible',
  prefix: 'openai-chat-',
  path: '/chat/completions',
  headers: { authorization: 'Bearer sk-secret-1' },
  make: (options) => openaiCompatible({ model: 'm', ...options }),
  head: '',
  text: (content) => sse({ choices: [{ index: 0, delta: { content } }] }),
  call: (id, name, args) =>
    sse({
      choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id, function: { name, arguments: args } }] } }],
    }),
  finish: (finish_reason) => `${sse({ choices: [{ index: 0, delta: {}, finish_reason }] })}data: [DONE]\n\n`,
  fault: (code, message) => sse({ error: { code, message } }),
  refusal: (code, message) => JSON.stringify({ error: { code, message } }),
  filtered: 'content_filter',
};

const messages: Wire = {
  name: 'anthropic',
  prefix: 'anthropic-',
  path: '/v1/messages',
  headers: { 'x-api-key': 'sk-secret-1', 'anthropic-version': '2023-06-01' },
  make: (options) => anthropic({ model: 'm', ...options }),
  head:
    event({ type: 'message_start', message: { id: 'x', model: 'm', usage: { input_tokens: 1 } } }) +
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  text: (text) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
  call: (id, name, partial_json) =>
    event({
      type: 'content_block_start',
      index: 1,
      content_block: { type: 'tool_use', id, name, input: {} },
    }) + event({ type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json } }),
  finish: (stop_reason) =>
    event({ type: 'message_delta', delta: { stop_reason }, usage: { output_tokens: 2 } }) +
    event({ type: 'message_stop' }),
  fault: (type, message) => event({ type: 'error', error: { type, message } }),
  refusal: (type, message) => JSON.stringify({ type: 'error', error: { type, message } }),
  filtered: 'refusal',
};

const ollamaChat: Wire = {
  name: 'ollama',
  prefix: 'ollama-',
  path: '/api/chat',
  headers: { authorization: 'Bearer sk-secret-1' },
  make: (options) => ollama({ model: 'm', ...options }),
  head: '',
  text: (content) => line({ model: 'm', message: { role: 'assistant', content }, done: false }),
  call: (id, name, args) =>
    line({
      message: { content: '', tool_calls: [{ id, function: { name, arguments: args } }] },
      done: false,
    }),
  finish: (done_reason) => line({ message: { content: '' }, done: true, done_reason }),
  fault: (_code, message) => line({ error: message }),
  refusal: (_code, message) => JSON.stringify({ error: message }),
};

const responses: Wire = {
  name: 'openaiResponses',
  prefix: 'openai-responses-',
  path: '/responses',
  headers: { authorization: 'Bearer sk-secret-1' },
  make: (options) => openaiResponses({ model: 'm', ...options }),
  head: event({ type: 'response.created', response: { id: 'x', model: 'm' } }),
  text: (delta) => event({ type: 'response.output_text.delta', output_index: 0, delta }),
  call: (call_id, name, args) =>
    event({
      type: 'response.output_item.done',
      output_index: 1,
      item: { type: 'function_call', call_id, name, arguments: args },
    }),
  finish: (reason) =>
    event(
      reason === 'stop'
        ? { type: 'response.completed', response: { id: 'x' } }
        : { type: 'response.incomplete', response: { id: 'x', incomplete_details: { reason } } },
    ),
  fault: (code, message) => event({ type: 'response.failed', response: { error: { code, message } } }),
  refusal: (code, message) => JSON.stringify({ error: { code, message } }),
  filtered: 'content_filter',
};

/** The four wires, each beside its name for `describe.each`. */
export const wires: readonly (readonly [string, Wire])[] = [openAI, messages, ollamaChat, responses].map(
  (wire) => [wire.name, wire],
);

/** The body of a whole reply, with the offset behind each of its frames. */
export function replyOfWords(
  wire: Wire,
  words: readonly string[],
  finish = 'stop',
): { body: string; cuts: readonly number[] } {
  const frames = [wire.head, ...words.map((word) => wire.text(word)), wire.finish(finish)];
  let offset = 0;
  const cuts = frames.map((frame) => {
    offset += Buffer.byteLength(frame);
    return offset;
  });
  return { body: frames.join(''), cuts };
}

function sse(frame: object): string {
  return `data: ${JSON.stringify(frame)}\n\n`;
}

function event(frame: Readonly<Record<string, unknown>>): string {
  return `event: ${frame.type}\n${sse(frame)}`;
}

function line(frame: object): string {
  return `${JSON.stringify(frame)}\n`;
}
