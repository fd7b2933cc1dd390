import type { Message } from '../messages/Message.ts';
import { textOf } from '../messages/textOf.ts';
import { RunnableError } from '../RunnableError.ts';
import { functionTool } from './functionTool.ts';
import { imageOf } from './imageOf.ts';
import type { OllamaOptions } from './OllamaOptions.ts';
import { pickOptions } from './pickOptions.ts';

/** The body of a streaming request to Ollama's chat API. Images must be given by their bytes (`bad_input`). */
export function ollamaBody(messages: readonly Message[], options: OllamaOptions): Record<string, unknown> {
  const { max_tokens, stop, tools = [], body } = options;
  const names = namesOf(messages);
  return {
    ...pickOptions(options, plain),
    messages: messages.map((message) => messageOf(message, names)),
    stream: true,
    options: {
      ...pickOptions(options, ofModel),
      num_predict: max_tokens,
      stop: typeof stop === 'string' ? [stop] : stop,
    },
    ...(tools.length > 0 && { tools: tools.map(functionTool) }),
    ...body,
  };
}

const plain = ['model', 'think', 'format', 'keep_alive'] as const;
const ofModel = ['temperature', 'top_p', 'top_k', 'seed', 'num_ctx'] as const;

/** The tools' names by the ids of their calls: this wire names the tool that answers. */
function namesOf(messages: readonly Message[]): ReadonlyMap<string | undefined, string> {
  const calls = messages.flatMap((message) =>
    message.type === 'ai' || message.type === 'ai_chunk' ? (message.tool_calls ?? []) : [],
  );
  return new Map(calls.map(({ id, name }) => [id, name]));
}

function messageOf(
  message: Message,
  names: ReadonlyMap<string | undefined, string>,
): Record<string, unknown> {
  const content = textOf(message);
  switch (message.type) {
    case 'system':
      return { role: 'system', content };
    case 'human':
      return { role: 'user', content, ...imagesOf(message) };
    case 'tool':
      return { role: 'tool', content, tool_name: message.name ?? names.get(message.tool_call_id) };
    default: {
      const calls = message.tool_calls ?? [];
      const tool_calls = calls.map(({ name, args }) => ({ function: { name, arguments: args } }));
      return { role: 'assistant', content, ...(calls.length > 0 && { tool_calls }) };
    }
  }
}

function imagesOf({ content }: Message): { images?: readonly string[] } {
  if (typeof content === 'string') return {};
  const images = content.map(imageOf).filter((image) => image !== undefined);
  if (images.length === 0) return {};
  return {
    images: images.map((image) => {
      if ('data' in image) return image.data;
      throw new RunnableError(
        'ollama takes images by their bytes: give { type: "image", data, mimeType } or a data: address.',
        {
          code: 'bad_input',
        },
      );
    }),
  };
}
