import { defer, type Observable } from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
import { type ChatModel, chatModel } from '../models/chatModel.ts';
import type { ModelOptions } from '../models/ModelOptions.ts';
import { mergeOptions } from '../providers/mergeOptions.ts';
import type { AiSdkLanguageModel } from './AiSdkLanguageModel.ts';
import type { AiSdkOptions } from './AiSdkOptions.ts';
import { aiSdkCall } from './aiSdkCall.ts';
import { checkAiSdkModel } from './checkAiSdkModel.ts';
import { idleLimit } from './idleLimit.ts';
import { readParts } from './readParts.ts';
import { streamParts } from './streamParts.ts';

export interface FromAiSdkOptions extends AiSdkOptions {
  /** The name of the model's runs (default: the model's `provider`). */
  readonly name?: string | undefined;
  /** Silence in ms, before the answer as between two parts of it, that ends the call; default 60,000, 0 for none. */
  readonly timeout?: number | undefined;
  /**
   * Takes a reply as whole although no finish reason was read, for servers that never send one. It cannot be told from one
   * that was cut short, so the default is an error.
   */
  readonly acceptUnknownFinish?: boolean | undefined;
  /** Texts to keep out of messages of errors, such as the API key: a provider may repeat it in its answer. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * A language model of the AI SDK (specification v2, v3 or v4) as a chat model. Streams text, reasoning, tool-call fragments,
 * usage and the finish reason as they come. Completes when the model has told a finish reason; a reply that is cut short
 * fails with `interrupted`, silence with `timeout`, a failure of the provider with its own code (docs/bridges.md), and what
 * had arrived is `error.partial`. Nothing is tried again by itself. Unsubscribing aborts the call.
 *
 * @example
 * import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
 * const provider = createOpenAICompatible({ name: 'local', baseURL: 'http://127.0.0.1:8000/v1' });
 * const model = fromAiSdk(provider('llama3.2'), { temperature: 0 });
 */
export function fromAiSdk(model: AiSdkLanguageModel, options: FromAiSdkOptions = {}): ChatModel {
  checkAiSdkModel('fromAiSdk', model, 'doStream');
  const { name, timeout: limit = 60_000, acceptUnknownFinish = false, secrets = [], ...given } = options;
  const { provider, specificationVersion } = model;
  const origin = { provider, secrets };
  const stream = (messages: readonly Message[], call: ModelOptions): Observable<AIMessageChunk> =>
    defer(() => {
      const merged = mergeOptions<AiSdkOptions & { body?: never }>(given, call as AiSdkOptions);
      return streamParts(model, aiSdkCall(messages, merged, specificationVersion)).pipe(
        idleLimit(provider, limit),
        readParts(origin, acceptUnknownFinish),
      );
    });
  return chatModel({ name: name ?? provider, stream });
}
