import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { ContentBlock } from '../messages/ContentBlock.ts';
import type { Message } from '../messages/Message.ts';
import type { MessageContent } from '../messages/MessageContent.ts';
import { textOf } from '../messages/textOf.ts';
import { assistantCalls } from './assistantCalls.ts';
import { imageAddress } from './imageAddress.ts';
import { imageOf } from './imageOf.ts';

/** A message as the OpenAI chat wire has it. */
export type OpenAIChatMessage = Readonly<Record<string, unknown>> & { readonly role: string };

/**
 * Our messages as the OpenAI chat wire has them. Text stays text; image blocks become `image_url` parts, blocks that
 * the wire knows already go as they are; a model's reasoning is not sent back.
 *
 * @example
 * openAIChatMessages([human('hi')]); // [{ role: 'user', content: 'hi' }]
 */
export function openAIChatMessages(messages: readonly Message[]): OpenAIChatMessage[] {
  return messages.map((message) => {
    const name = message.name === undefined ? {} : { name: message.name };
    switch (message.type) {
      case 'system':
        return { role: 'system', content: textOrParts(message.content), ...name };
      case 'human':
        return { role: 'user', content: textOrParts(message.content), ...name };
      case 'tool':
        return { role: 'tool', tool_call_id: message.tool_call_id, content: textOrParts(message.content) };
      default:
        return { role: 'assistant', ...reply(message), ...name };
    }
  });
}

/** A turn of the model; calls that could not be run are sent back as they came. */
function reply(message: AIMessage | AIMessageChunk): Record<string, unknown> {
  const tool_calls = assistantCalls(message).map(({ id, name = '', args }) => ({
    id,
    type: 'function',
    function: { name, arguments: args },
  }));
  const content = textOf(message);
  return tool_calls.length > 0 ? { content: content || null, tool_calls } : { content };
}

function textOrParts(content: MessageContent): unknown {
  return typeof content === 'string' ? content : content.map(part);
}

function part(block: ContentBlock): unknown {
  const image = imageOf(block);
  const { index: _index, ...fields } = block;
  if (!image) return fields;
  const { detail } = (typeof block.image_url === 'object' ? block.image_url : block) as { detail?: unknown };
  return {
    type: 'image_url',
    image_url: { url: imageAddress(image), ...(detail !== undefined && { detail }) },
  };
}
