import type { ChatModel } from '../models/chatModel.ts';
import { CHAT_MODEL } from './CHAT_MODEL.ts';
import { injectorOf } from './injectorOf.ts';
import { refuse } from './refuse.ts';

/**
 * The chat model of the injector. Fails with `no_chat_model` where none is provided.
 *
 * @example
 * const joke = chatPrompt('tell me a joke about {topic}').pipe(injectChatModel(), stringParser());
 */
export function injectChatModel(): ChatModel {
  const model = injectorOf(injectChatModel).get(CHAT_MODEL, null);
  return (
    model ??
    refuse(
      "No chat model: add provideRunnables(withChatModel(() => …)) to the app's providers.",
      'no_chat_model',
    )
  );
}
