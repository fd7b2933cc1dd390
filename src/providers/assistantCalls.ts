import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';

/** A call that goes back with the model's turn: its arguments as JSON text, as it came, and as a value. */
export interface AssistantCall {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly args: string;
  readonly input: object;
}

/** The calls of a model's turn; those that could not be run come last, as they came. */
export function assistantCalls({
  tool_calls = [],
  invalid_tool_calls = [],
}: AIMessage | AIMessageChunk): readonly AssistantCall[] {
  return [
    ...tool_calls.map(({ id, name, args }) => ({ id, name, args: JSON.stringify(args), input: args })),
    ...invalid_tool_calls.map(({ id, name, args }) => ({ id, name, args, input: {} })),
  ];
}
