import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { ContentBlock } from '../messages/ContentBlock.ts';
import type { Message } from '../messages/Message.ts';
import type { MessageContent } from '../messages/MessageContent.ts';
import { textOf } from '../messages/textOf.ts';
import type { ToolMessage } from '../messages/toolMessage.ts';
import { asRecord } from '../providers/asRecord.ts';
import type { AiSdkLanguageModel } from './AiSdkLanguageModel.ts';
import { type AiSdkFile, aiSdkFile } from './aiSdkFile.ts';

type Part = Readonly<Record<string, unknown>>;

/** A message as the AI SDK has it. */
export interface AiSdkMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string | readonly Part[];
}

/**
 * Our messages as a prompt of the AI SDK. Images and files become file parts, in the form of the version; a model's
 * reasoning and its calls go back with what the provider wants to see of them again. A tool's answer carries the name of
 * the tool, taken from the call that it answers.
 *
 * @example
 * aiSdkPrompt([human('hi')], 'v4'); // [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }]
 */
export function aiSdkPrompt(
  messages: readonly Message[],
  version: AiSdkLanguageModel['specificationVersion'],
): AiSdkMessage[] {
  const toolNames = new Map<string, string>();
  return messages.map((message) => {
    switch (message.type) {
      case 'system':
        return { role: 'system', content: textOf(message) };
      case 'human':
        return { role: 'user', content: partsOf(message.content, version) };
      case 'tool':
        return { role: 'tool', content: [answer(message, toolNames.get(message.tool_call_id), version)] };
      default:
        for (const { id, name } of message.tool_calls ?? []) if (id !== undefined) toolNames.set(id, name);
        return {
          role: 'assistant',
          content: [...reasoningOf(message), ...partsOf(textOf(message), version), ...callsOf(message)],
        };
    }
  });
}

function partsOf(content: MessageContent, version: string): readonly Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return content.map((block) => {
    const file = aiSdkFile(block);
    if (file !== undefined) return filePart(file, version);
    return plain(block);
  });
}

/** A block in a form that the SDK knows itself, without our address of its pieces. */
function plain({ index: _index, ...block }: ContentBlock): Part {
  return block;
}

/** Bytes as base64, or an address; v4 says which. */
function filePart({ data, url, mediaType, filename }: AiSdkFile, version: string): Part {
  const named = filename === undefined ? {} : { filename };
  if (version !== 'v4') return { type: 'file', mediaType, data: url ?? data, ...named };
  return {
    type: 'file',
    mediaType,
    data: url === undefined ? { type: 'data', data } : { type: 'url', url },
    ...named,
  };
}

function reasoningOf({ additional_kwargs }: AIMessage | AIMessageChunk): readonly Part[] {
  const { reasoning_blocks: blocks, reasoning_content: text } = additional_kwargs ?? {};
  if (Array.isArray(blocks)) {
    return blocks.map((block: { readonly text?: unknown; readonly providerMetadata?: unknown }) => ({
      type: 'reasoning',
      text: block.text ?? '',
      ...(block.providerMetadata !== undefined && { providerOptions: block.providerMetadata }),
    }));
  }
  return typeof text === 'string' && text !== '' ? [{ type: 'reasoning', text }] : [];
}

/** Calls that could not be run go back without arguments: the SDK takes JSON alone. */
function callsOf({
  tool_calls = [],
  invalid_tool_calls = [],
  additional_kwargs,
}: AIMessage | AIMessageChunk): readonly Part[] {
  const metadata = asRecord(additional_kwargs?.tool_call_metadata) ?? {};
  const call = (id: string | undefined, name: string | undefined, input: unknown): Part => ({
    type: 'tool-call',
    toolCallId: id,
    toolName: name,
    input,
    ...(id !== undefined && metadata[id] !== undefined && { providerOptions: metadata[id] }),
  });
  return [
    ...tool_calls.map(({ id, name, args }) => call(id, name, args)),
    ...invalid_tool_calls.map(({ id, name }) => call(id, name, {})),
  ];
}

function answer(message: ToolMessage, toolName: string | undefined, version: string): Part {
  return {
    type: 'tool-result',
    toolCallId: message.tool_call_id,
    toolName: message.name ?? toolName ?? '',
    output: output(message, version),
  };
}

function output({ content, status }: ToolMessage, version: string): Part {
  if (status === 'error') return { type: 'error-text', value: textOf({ content }) };
  if (typeof content === 'string') return { type: 'text', value: content };
  return { type: 'content', value: content.map((block) => outputPart(block, version)) };
}

/** Each version writes the files of an answer in its own way. */
function outputPart(block: ContentBlock, version: string): Part {
  const file = aiSdkFile(block);
  if (file === undefined) return plain(block);
  if (version === 'v4') return filePart(file, version);
  const { data, url, mediaType } = file;
  if (version === 'v2') return { type: 'media', data: url?.href ?? data, mediaType };
  const kind = mediaType.startsWith('image/') ? 'image' : 'file';
  return url === undefined
    ? { type: `${kind}-data`, data, mediaType }
    : { type: `${kind}-url`, url: url.href };
}
