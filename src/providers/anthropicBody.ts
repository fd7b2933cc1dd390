import type { Message } from '../messages/Message.ts';
import type { AnthropicOptions } from './AnthropicOptions.ts';
import { anthropicMessages } from './anthropicMessages.ts';
import { pickOptions } from './pickOptions.ts';
import { toolSpec } from './toolSpec.ts';

/** The body of a streaming request to the Anthropic messages API. */
export function anthropicBody(
  messages: readonly Message[],
  options: AnthropicOptions,
): Record<string, unknown> {
  const { max_tokens = 4096, stop, tools = [], body } = options;
  return {
    ...pickOptions(options, plain),
    max_tokens,
    ...anthropicMessages(messages),
    stop_sequences: typeof stop === 'string' ? [stop] : stop,
    ...(tools.length > 0 && { tools: tools.map(toolOf), tool_choice: choiceOf(options) }),
    stream: true,
    ...body,
  };
}

const plain = ['model', 'temperature', 'top_p', 'top_k', 'thinking'] as const;

function toolOf(tool: unknown): unknown {
  const spec = toolSpec(tool);
  return spec ? { name: spec.name, description: spec.description, input_schema: spec.parameters } : tool;
}

function choiceOf({ tool_choice, parallel_tool_calls }: AnthropicOptions): unknown {
  const single = parallel_tool_calls === false && { disable_parallel_tool_use: true };
  const choice = tool_choice ?? (single ? 'auto' : undefined);
  if (typeof choice !== 'string') return choice;
  const type = types.get(choice) ?? 'tool';
  return { type, ...(type === 'tool' && { name: choice }), ...(type !== 'none' && single) };
}

const types: ReadonlyMap<string, string> = new Map([
  ['auto', 'auto'],
  ['none', 'none'],
  ['any', 'any'],
  ['required', 'any'],
]);
