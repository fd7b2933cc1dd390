import type { Observable } from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
import { type ChatModel, chatModel } from './chatModel.ts';
import type { ModelOptions } from './ModelOptions.ts';
import { type ModelParts, partsOf } from './modelParts.ts';

/** The same model, each call of which goes through `around`. Its runs, name and options stay what they are. */
export function modelAround(
  model: ChatModel,
  around: (
    call: ModelParts['call'],
    messages: readonly Message[],
    options: ModelOptions,
  ) => Observable<AIMessageChunk>,
): ChatModel {
  const { spec, call } = partsOf(model);
  return chatModel({
    ...spec,
    generate: undefined,
    stream: (messages, options) => around(call, messages, options),
  });
}
