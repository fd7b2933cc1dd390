import { defer, type Observable } from 'rxjs';
import { idleLimit } from '../ai-sdk/idleLimit.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
import { type ChatModel, chatModel } from '../models/chatModel.ts';
import type { ModelOptions } from '../models/ModelOptions.ts';
import { toolSpec } from '../providers/toolSpec.ts';
import { RunnableError } from '../RunnableError.ts';
import type { FromLangChainOptions } from './FromLangChainOptions.ts';
import type { LangChainChatModel } from './LangChainChatModel.ts';
import type { LangChainRunnable } from './LangChainRunnable.ts';
import { readMessages } from './readMessages.ts';
import { streamLangChain } from './streamLangChain.ts';
import { toLangChainMessage } from './toLangChainMessage.ts';

/** A chat model of LangChain as ours. Options of a call go to it as they are; tools by its own `bindTools`. */
export function fromLangChainModel(model: LangChainChatModel, options: FromLangChainOptions): ChatModel {
  const { config, acceptUnknownFinish = false, secrets = [], timeout = 60_000 } = options;
  const name = options.name ?? model.getName();
  const stream = (messages: readonly Message[], call: ModelOptions): Observable<AIMessageChunk> =>
    defer(() => {
      const { tools, ...rest } = callOf(call);
      const asked = boundWith(model, name, tools, rest);
      const input = messages.map(toLangChainMessage);
      return streamLangChain<AIMessageChunk>(
        (signal) => asked.stream(input, { ...config, ...rest, signal }),
        true,
      ).pipe(
        idleLimit(name, timeout),
        readMessages({ provider: name, acceptsUnknown: acceptUnknownFinish, secrets }),
      );
    });
  return chatModel({ name, stream });
}

interface Call {
  readonly tools?: readonly unknown[];
  readonly [option: string]: unknown;
}

/** The options but for our signal; reading it would only make one. */
function callOf(options: ModelOptions): Call {
  const call: Record<string, unknown> = {};
  for (const key of Object.keys(options)) {
    if (key !== 'signal' && options[key] !== undefined) call[key] = options[key];
  }
  if (typeof call.stop === 'string') call.stop = [call.stop];
  return call;
}

function boundWith(
  model: LangChainChatModel,
  name: string,
  tools: readonly unknown[] | undefined,
  options: object,
): LangChainRunnable {
  if (tools === undefined || tools.length === 0) return model as unknown as LangChainRunnable;
  if (typeof model.bindTools !== 'function') {
    throw new RunnableError(`${name} cannot call tools: this model of LangChain has no bindTools.`, {
      code: 'bad_request',
    });
  }
  const specs = tools.map((tool) => {
    const spec = toolSpec(tool);
    return spec === undefined ? tool : { type: 'function', function: spec };
  });
  return model.bindTools(specs as never, options as never) as LangChainRunnable;
}
