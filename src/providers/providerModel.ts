import { defer } from 'rxjs';
import type { Message } from '../messages/Message.ts';
import { type ChatModel, type ChatModelSpec, chatModel } from '../models/chatModel.ts';
import type { ChatFormat } from './ChatFormat.ts';
import { mergeOptions } from './mergeOptions.ts';
import type { ProviderOptions } from './ProviderOptions.ts';
import { type ProviderAddress, providerRequest } from './providerRequest.ts';
import { streamChat } from './streamChat.ts';

/** What makes a provider's chat model: where it is, what it is asked and how its reply is read. */
export interface ProviderSpec<Options>
  extends ProviderAddress,
    ChatFormat,
    Pick<ChatModelSpec, 'jsonOptions'> {
  /** The name of its runs, where the options give none. */
  readonly name: string;
  readonly bodyOf: (messages: readonly Message[], options: Options) => Record<string, unknown>;
}

/** A chat model that asks a provider; wrong use throws at once. */
export function providerModel<
  Options extends ProviderOptions & { readonly body?: Readonly<Record<string, unknown>> | undefined },
>(spec: ProviderSpec<Options>, options: Options): ChatModel {
  const request = providerRequest(spec, options);
  return chatModel({
    name: options.name ?? spec.name,
    stream: (messages, call) =>
      defer(() => streamChat(request(spec.bodyOf(messages, mergeOptions(options, call))), spec, options)),
    jsonOptions: spec.jsonOptions,
  });
}
