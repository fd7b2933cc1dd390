import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { ContentBlock } from '../messages/ContentBlock.ts';
import type { Message } from '../messages/Message.ts';
import type { MessageContent } from '../messages/MessageContent.ts';
import { textOf } from '../messages/textOf.ts';
import { assistantCalls } from './assistantCalls.ts';
import { imageAddress } from './imageAddress.ts';
import { imageOf } from './imageOf.ts';
import type { OpenAIResponsesOptions } from './OpenAIResponsesOptions.ts';
import { openAIToolChoice } from './openAIToolChoice.ts';
import { pickOptions } from './pickOptions.ts';
import { toolSpec } from './toolSpec.ts';

/** The body of a streaming request to the OpenAI responses API. */
export function openAIResponsesBody(
  messages: readonly Message[],
  options: OpenAIResponsesOptions,
): Record<string, unknown> {
  const { max_tokens, tools = [], tool_choice, body } = options;
  return {
    ...pickOptions(options, plain),
    input: messages.flatMap(itemsOf),
    stream: true,
    max_output_tokens: max_tokens,
    ...(tools.length > 0 && {
      tools: tools.map(toolOf),
      tool_choice: openAIToolChoice(tool_choice, (name) => ({ name })),
    }),
    ...body,
  };
}

const plain = [
  'model',
  'temperature',
  'top_p',
  'reasoning',
  'text',
  'parallel_tool_calls',
  'user',
  'store',
  'previous_response_id',
] as const;

/** A turn of the model is several items: its text, and each of its calls. */
function itemsOf(message: Message): readonly object[] {
  switch (message.type) {
    case 'system':
      return [{ role: 'system', content: parts(message.content) }];
    case 'human':
      return [{ role: 'user', content: parts(message.content) }];
    case 'tool':
      return [{ type: 'function_call_output', call_id: message.tool_call_id, output: textOf(message) }];
    default: {
      const content = textOf(message);
      return [...(content === '' ? [] : [{ role: 'assistant', content }]), ...callsOf(message)];
    }
  }
}

function callsOf(message: AIMessage | AIMessageChunk): readonly object[] {
  return assistantCalls(message).map(({ id, name, args }) => ({
    type: 'function_call',
    call_id: id,
    name,
    arguments: args,
  }));
}

function parts(content: MessageContent): unknown {
  return typeof content === 'string' ? content : content.map(part);
}

function part(block: ContentBlock): unknown {
  const { index: _index, ...fields } = block;
  const image = imageOf(block);
  if (image) return { type: 'input_image', image_url: imageAddress(image) };
  return block.type === 'text' ? { type: 'input_text', text: block.text } : fields;
}

function toolOf(tool: unknown): unknown {
  const spec = toolSpec(tool);
  return spec ? { type: 'function', strict: false, ...spec } : tool;
}
