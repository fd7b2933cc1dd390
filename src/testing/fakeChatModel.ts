import { concat, concatMap, from, of, throwError, timer } from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { aiChunk } from '../messages/aiChunk.ts';
import type { Message } from '../messages/Message.ts';
import type { UsageMetadata } from '../messages/UsageMetadata.ts';
import { type ChatModel, chatModel } from '../models/chatModel.ts';

/** One chunk a text or message chunk; a single text is cut into words. */
export type FakeReply = string | readonly (string | AIMessageChunk)[];

export interface FakeChatModelOptions {
  /** The name of its runs (default `FakeChatModel`). */
  readonly name?: string | undefined;
  /** Milliseconds before each chunk, in RxJS' time (default: none, all chunks at once). */
  readonly chunkDelay?: number | undefined;
  /** The index of the chunk in whose place it fails. */
  readonly failAt?: number | undefined;
  /** What it fails with (default `Error('model failed')`). */
  readonly error?: unknown;
  /** Usage, on the last chunk. */
  readonly usage?: UsageMetadata | undefined;
}

/** A chat model that replies what it is told, and writes down what it is asked. */
export interface FakeChatModel extends ChatModel {
  readonly calls: readonly { readonly messages: readonly Message[] }[];
}

/**
 * A chat model that replies what it is told, for tests, examples and docs. A text comes word by word, a list chunk by chunk;
 * a function gives the reply to the messages of the call. It completes after the last chunk, or fails as told.
 *
 * @example
 * fakeChatModel(['The', ' sky', ' is', ' blue']).stream('what color is the sky?');
 */
export function fakeChatModel(
  reply: FakeReply | ((messages: readonly Message[]) => FakeReply),
  options: FakeChatModelOptions = {},
): FakeChatModel {
  const calls: { readonly messages: readonly Message[] }[] = [];
  const { name = 'FakeChatModel', chunkDelay, failAt, error = new Error('model failed'), usage } = options;
  const model = chatModel({
    name,
    stream: (messages) => {
      calls.push({ messages });
      const chunks = chunksOf(typeof reply === 'function' ? reply(messages) : reply, usage);
      const told = failAt === undefined ? chunks : chunks.slice(0, failAt);
      const failing = failAt === undefined ? [] : [throwError(() => error)];
      if (chunkDelay === undefined) return failAt === undefined ? from(told) : concat(from(told), ...failing);
      const pieces = [...told.map((chunk) => of(chunk)), ...failing];
      return from(pieces).pipe(concatMap((piece) => timer(chunkDelay).pipe(concatMap(() => piece))));
    },
  });
  return Object.assign(model, { calls });
}

function chunksOf(reply: FakeReply, usage: UsageMetadata | undefined): readonly AIMessageChunk[] {
  const pieces = typeof reply === 'string' ? (reply.match(/\s*\S+\s*$|\s*\S+/g) ?? []) : reply;
  const chunks = pieces.map((piece) => (typeof piece === 'string' ? aiChunk(piece) : piece));
  if (usage === undefined) return chunks;
  const last = chunks.at(-1) ?? aiChunk('');
  return [...chunks.slice(0, -1), { ...last, usage_metadata: usage }];
}
