import type { Message } from '../messages/Message.ts';
import { functionTool } from './functionTool.ts';
import type { OpenAIChatOptions } from './OpenAIChatOptions.ts';
import { openAIChatMessages } from './openAIChatMessages.ts';
import { openAIToolChoice } from './openAIToolChoice.ts';
import { pickOptions } from './pickOptions.ts';

/**
 * The body of a streaming chat completion request: messages and options in the wire's form. Usage is asked for unless
 * `streamUsage` is false, for servers that refuse `stream_options`.
 *
 * @example
 * openAIChatBody([human('hi')], { model: 'm', streamUsage: false }); // { model: 'm', messages: [{ role: 'user', content: 'hi' }], stream: true }
 */
export function openAIChatBody(
  messages: readonly Message[],
  options: OpenAIChatOptions,
): Record<string, unknown> {
  const { tools = [], tool_choice, streamUsage = true, body } = options;
  return {
    ...pickOptions(options, plain),
    ...(tools.length > 0 && { tools: tools.map(functionTool) }),
    tool_choice: openAIToolChoice(tool_choice, (name) => ({ function: { name } })),
    messages: openAIChatMessages(messages),
    stream: true,
    ...(streamUsage && { stream_options: { include_usage: true } }),
    ...body,
  };
}

const plain = [
  'model',
  'temperature',
  'top_p',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'seed',
  'frequency_penalty',
  'presence_penalty',
  'logit_bias',
  'reasoning_effort',
  'parallel_tool_calls',
  'response_format',
  'user',
] as const;
