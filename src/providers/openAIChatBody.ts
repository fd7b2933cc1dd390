import type { Message } from '../messages/Message.ts';
import type { OpenAIChatOptions } from './OpenAIChatOptions.ts';
import { openAIChatMessages } from './openAIChatMessages.ts';
import { toolSpec } from './toolSpec.ts';

/**
 * The body of a streaming chat completion request: messages and options in the wire's form. Usage is asked for unless
 * `streamUsage` is false, for servers that refuse `stream_options`.
 *
 * @example
 * openAIChatBody([human('hi')], { model: 'm' }, false); // { model: 'm', messages: [{ role: 'user', content: 'hi' }], stream: true }
 */
export function openAIChatBody(
  messages: readonly Message[],
  options: OpenAIChatOptions,
  streamUsage: boolean,
): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of plain) {
    if (options[field] !== undefined) body[field] = options[field];
  }
  if (options.tools && options.tools.length > 0) body.tools = options.tools.map(toolOf);
  if (options.tool_choice !== undefined) body.tool_choice = choiceOf(options.tool_choice);
  return {
    ...body,
    messages: openAIChatMessages(messages),
    stream: true,
    ...(streamUsage && { stream_options: { include_usage: true } }),
    ...options.body,
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

function toolOf(tool: unknown): unknown {
  const spec = toolSpec(tool);
  return spec ? { type: 'function', function: spec } : tool;
}

function choiceOf(choice: NonNullable<OpenAIChatOptions['tool_choice']>): unknown {
  if (choice === 'any') return 'required';
  if (typeof choice !== 'string' || ['auto', 'none', 'required'].includes(choice)) return choice;
  return { type: 'function', function: { name: choice } };
}
