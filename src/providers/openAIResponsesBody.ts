import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { ContentBlock } from '../messages/ContentBlock.ts';
import type { Message } from '../messages/Message.ts';
import type { MessageContent } from '../messages/MessageContent.ts';
import { textOf } from '../messages/textOf.ts';
import { imageAddress } from './imageAddress.ts';
import { imageOf } from './imageOf.ts';
import type { OpenAIResponsesOptions } from './OpenAIResponsesOptions.ts';
import { toolSpec } from './toolSpec.ts';

/** The body of a streaming request to the OpenAI responses API. */
export function openAIResponsesBody(
  messages: readonly Message[],
  options: OpenAIResponsesOptions,
): Record<string, unknown> {
  const { model, temperature, top_p, max_tokens, reasoning, text, tools = [], tool_choice } = options;
  const { parallel_tool_calls, user, store, previous_response_id, body } = options;
  return {
    model,
    input: messages.flatMap(itemsOf),
    stream: true,
    temperature,
    top_p,
    max_output_tokens: max_tokens,
    reasoning,
    text,
    ...(tools.length > 0 && { tools: tools.map(toolOf), tool_choice: choiceOf(tool_choice) }),
    parallel_tool_calls,
    user,
    store,
    previous_response_id,
    ...body,
  };
}

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

function callsOf({
  tool_calls = [],
  invalid_tool_calls = [],
}: AIMessage | AIMessageChunk): readonly object[] {
  return [
    ...tool_calls.map(({ id, name, args }) => ({
      type: 'function_call',
      call_id: id,
      name,
      arguments: JSON.stringify(args),
    })),
    ...invalid_tool_calls.map(({ id, name, args }) => ({
      type: 'function_call',
      call_id: id,
      name,
      arguments: args,
    })),
  ];
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

function choiceOf(choice: OpenAIResponsesOptions['tool_choice']): unknown {
  if (choice === 'any') return 'required';
  const isWord =
    choice === undefined || typeof choice !== 'string' || ['auto', 'none', 'required'].includes(choice);
  return isWord ? choice : { type: 'function', name: choice };
}
