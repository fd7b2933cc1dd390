import type { Message } from '../messages/Message.ts';
import type { AnthropicOptions } from './AnthropicOptions.ts';
import { anthropicMessages } from './anthropicMessages.ts';
import { toolSpec } from './toolSpec.ts';

/** The body of a streaming request to the Anthropic messages API. */
export function anthropicBody(
  messages: readonly Message[],
  options: AnthropicOptions,
): Record<string, unknown> {
  const { model, max_tokens = 4096, temperature, top_p, top_k, stop, thinking, tools = [], body } = options;
  return {
    model,
    max_tokens,
    ...anthropicMessages(messages),
    temperature,
    top_p,
    top_k,
    thinking,
    stop_sequences: typeof stop === 'string' ? [stop] : stop,
    ...(tools.length > 0 && { tools: tools.map(toolOf), tool_choice: choiceOf(options) }),
    stream: true,
    ...body,
  };
}

function toolOf(tool: unknown): unknown {
  const spec = toolSpec(tool);
  return spec ? { name: spec.name, description: spec.description, input_schema: spec.parameters } : tool;
}

function choiceOf({ tool_choice: choice, parallel_tool_calls }: AnthropicOptions): unknown {
  const single = parallel_tool_calls === false ? { disable_parallel_tool_use: true } : undefined;
  if (choice === undefined) return single && { type: 'auto', ...single };
  if (typeof choice !== 'string') return choice;
  if (choice === 'none') return { type: 'none' };
  if (choice === 'auto') return { type: 'auto', ...single };
  return choice === 'any' || choice === 'required'
    ? { type: 'any', ...single }
    : { type: 'tool', name: choice, ...single };
}
