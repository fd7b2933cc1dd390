import type { Observable } from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
import type { ChatModel, ChatModelSpec } from './chatModel.ts';
import type { ModelOptions } from './ModelOptions.ts';

/** What a chat model is made of: its spec, and the one way to call it. */
export interface ModelParts {
  readonly spec: ChatModelSpec;
  readonly call: (messages: readonly Message[], options: ModelOptions) => Observable<AIMessageChunk>;
}

/** Under this key a chat model carries its parts. */
export const modelParts: unique symbol = Symbol.for('rxchain.model');

/** The parts of a chat model, for those that make another model around it. */
export function partsOf(model: ChatModel): ModelParts {
  return (model as unknown as { readonly [modelParts]: ModelParts })[modelParts];
}
