import type { ChatModel } from '../models/chatModel.ts';
import { RunnableError } from '../RunnableError.ts';
import { CHAT_MODEL } from './CHAT_MODEL.ts';
import { injectorOf } from './injectorOf.ts';

/**
 * The chat model of the injector. Fails with `no_chat_model` where none is provided.
 *
 * @example
 * const joke = chatPrompt('tell me a joke about {topic}').pipe(injectChatModel(), stringParser());
 */
export function injectChatModel(): ChatModel {
  const model = injectorOf(injectChatModel).get(CHAT_MODEL, null);
  if (model !== null) return model;
  throw new RunnableError(
    "No chat model: add provideRunnables(withChatModel(() => …)) to the app's providers.",
    { code: 'no_chat_model' },
  );
}
