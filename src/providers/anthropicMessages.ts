import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { ContentBlock } from '../messages/ContentBlock.ts';
import type { Message } from '../messages/Message.ts';
import type { MessageContent } from '../messages/MessageContent.ts';
import { textOf } from '../messages/textOf.ts';
import { assistantCalls } from './assistantCalls.ts';
import { imageOf } from './imageOf.ts';

type Block = Readonly<Record<string, unknown>>;

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: Block[];
}

/**
 * Our messages as the Anthropic wire has them: system messages apart, the others as turns, of which two of one side
 * become one. A tool's answer is a block of the user's turn; a model's thinking goes back with its signature.
 *
 * @example
 * anthropicMessages([system('be brief'), human('hi')]);
 * // { system: 'be brief', messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] }
 */
export function anthropicMessages(messages: readonly Message[]): {
  readonly system?: string;
  readonly messages: readonly Turn[];
} {
  const system = messages.filter((message) => message.type === 'system').map(textOf);
  const turns: Turn[] = [];
  for (const message of messages) {
    if (message.type === 'system') continue;
    const role = message.type === 'human' || message.type === 'tool' ? 'user' : 'assistant';
    // A message without content is refused by the wire.
    const content = blocksOf(message);
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) turns.push({ role, content });
  }
  return { ...(system.length > 0 && { system: system.join('\n\n') }), messages: turns };
}

function blocksOf(message: Exclude<Message, { type: 'system' }>): Block[] {
  switch (message.type) {
    case 'human':
      return parts(message.content);
    case 'tool': {
      const { tool_call_id: tool_use_id, status } = message;
      return [
        {
          type: 'tool_result',
          tool_use_id,
          content: parts(message.content),
          ...(status === 'error' && { is_error: true }),
        },
      ];
    }
    default:
      return [...thinkingOf(message), ...parts(textOf(message)), ...callsOf(message)];
  }
}

function parts(content: MessageContent): Block[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return content.map(part);
}

function part(block: ContentBlock): Block {
  const { index: _index, ...fields } = block;
  const image = imageOf(block);
  if (!image) return fields;
  const source =
    'url' in image
      ? { type: 'url', url: image.url }
      : { type: 'base64', media_type: image.mediaType, data: image.data };
  return { type: 'image', source };
}

/** Blocks that a signature proves; the wire refuses others. */
function thinkingOf(message: AIMessage | AIMessageChunk): Block[] {
  const blocks = message.additional_kwargs?.thinking_blocks;
  if (!Array.isArray(blocks)) return [];
  return (blocks as Block[])
    .filter((block) => block.signature !== undefined || block.data !== undefined)
    .map(({ index: _index, ...block }) => block);
}

function callsOf(message: AIMessage | AIMessageChunk): Block[] {
  return assistantCalls(message).map(({ id, name, input }) => ({ type: 'tool_use', id, name, input }));
}
