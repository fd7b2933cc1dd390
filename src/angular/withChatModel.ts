import type { ChatModel } from '../models/chatModel.ts';
import { CHAT_MODEL } from './CHAT_MODEL.ts';
import type { RunnablesFeature } from './provideRunnables.ts';

/**
 * The chat model that `injectChatModel` gives. `factory` runs in an injection context, when the model is first asked for.
 *
 * @example
 * provideRunnables(withChatModel(() => openaiCompatible({ baseURL: '/api', model: 'llama3.2', transport: httpChatTransport() })));
 */
export function withChatModel(factory: () => ChatModel): RunnablesFeature {
  return [{ provide: CHAT_MODEL, useFactory: factory }];
}
