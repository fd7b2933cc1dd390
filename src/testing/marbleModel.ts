import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { aiChunk } from '../messages/aiChunk.ts';
import type { Message } from '../messages/Message.ts';
import { type ChatModel, chatModel } from '../models/chatModel.ts';
import type { ModelOptions } from '../models/ModelOptions.ts';
import type { MarbleContext } from './MarbleContext.ts';
import { MarbleScripts } from './MarbleScripts.ts';
import type { SubscriptionLog } from './SubscriptionLog.ts';

export interface MarbleModelCall {
  readonly frame: number;
  readonly messages: readonly Message[];
  /** The options of the call, without its signal. */
  readonly options: object;
}

/** A chat model that plays scripts. What is made of it (`withConfig`, `bindTools`) plays, and is written down, with it. */
export interface MarbleModel extends ChatModel {
  readonly calls: readonly MarbleModelCall[];
  /** Goes straight into `m.expectSubscriptions`. */
  readonly subscriptions: SubscriptionLog[];
}

/** A model over scripts; the chunks of the n-th reply have the id `reply-n`. */
export function marbleModel(
  context: MarbleContext,
  scripts: string | readonly string[],
  texts?: Readonly<Record<string, string | AIMessageChunk>>,
  error?: unknown,
): MarbleModel {
  const calls: MarbleModelCall[] = [];
  const replies = new MarbleScripts<string | AIMessageChunk>(context, 'm.model', scripts, {
    values: texts,
    otherwise: (letter) => letter,
    error,
  });
  const model = chatModel({
    name: 'MarbleModel',
    stream: (messages, options) => {
      calls.push({ frame: context.scheduler.frame, messages, options: withoutSignal(options) });
      return (replies as MarbleScripts<AIMessageChunk>).play(toChunk);
    },
  });
  return Object.assign(model, { calls, subscriptions: replies.subscriptions });
}

function toChunk(piece: string | AIMessageChunk, n: number): AIMessageChunk {
  const chunk = typeof piece === 'string' ? aiChunk(piece) : piece;
  return chunk.id === undefined ? { ...chunk, id: `reply-${n}` } : chunk;
}

function withoutSignal(options: ModelOptions): object {
  return Object.fromEntries(
    Object.keys(options)
      .filter((key) => key !== 'signal')
      .map((key) => [key, options[key]]),
  );
}
