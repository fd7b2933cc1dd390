import type { ChatModel } from '../models/chatModel.ts';
import type { Runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import type { FromLangChainOptions } from './FromLangChainOptions.ts';
import { fromLangChainModel } from './fromLangChainModel.ts';
import { fromLangChainRunnable } from './fromLangChainRunnable.ts';
import type { LangChainChatModel } from './LangChainChatModel.ts';
import type { LangChainRunnable } from './LangChainRunnable.ts';
import type { OurValue } from './OurValue.ts';

/**
 * A runnable of LangChain as one of ours; a chat model as a `ChatModel`. What it streams is handed on as it comes, messages
 * and prompt values as our data, and what LangChain runs inside shows as child runs. Completes with it and fails with its
 * error. The reply of a model without a finish reason is an error (`interrupted`, of a chat model with `error.partial`),
 * since LangChain takes a body that was cut short for the whole. Unsubscribing aborts it.
 *
 * @example
 * import { StringOutputParser } from '@langchain/core/output_parsers';
 * import { ChatOpenAI } from '@langchain/openai';
 * const theirs = fromLangChain(new ChatOpenAI({ model: 'gpt-5-mini', apiKey: 'sk-…' }));
 * const answer = chain(chatPrompt('tell a joke about {topic}'), theirs, fromLangChain(new StringOutputParser()));
 */
export function fromLangChain(model: LangChainChatModel, options?: FromLangChainOptions): ChatModel;
export function fromLangChain<In, Out>(
  runnable: LangChainRunnable<In, Out>,
  options?: FromLangChainOptions,
): Runnable<unknown, OurValue<Out>['out'], OurValue<Out>['chunk']>;
export function fromLangChain(
  given: LangChainChatModel | LangChainRunnable,
  options: FromLangChainOptions = {},
): ChatModel | Runnable<unknown, unknown> {
  const { stream, getName } = (given ?? {}) as Partial<LangChainRunnable>;
  if (typeof stream !== 'function' || typeof getName !== 'function') {
    throw new RunnableError('fromLangChain needs a runnable of LangChain; this has no stream and getName.', {
      code: 'bad_config',
    });
  }
  return isChatModel(given)
    ? fromLangChainModel(given, options)
    : fromLangChainRunnable(given as LangChainRunnable, options);
}

function isChatModel(given: object): given is LangChainChatModel {
  const { _modelType } = given as Partial<LangChainChatModel>;
  return typeof _modelType === 'function' && _modelType.call(given) === 'base_chat_model';
}
