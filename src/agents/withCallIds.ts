import type { AIMessage } from '../messages/AIMessage.ts';

/** The reply with an id for each call that came without one, the same for the same turn. */
export function withCallIds(reply: AIMessage, turn: number): AIMessage {
  const { tool_calls = [], invalid_tool_calls = [] } = reply;
  if ([...tool_calls, ...invalid_tool_calls].every(({ id }) => id !== undefined)) return reply;
  const named = <Call extends { readonly id?: string }>(calls: readonly Call[], first: number): Call[] =>
    calls.map((call, i) => (call.id === undefined ? { ...call, id: `call_${turn}_${first + i}` } : call));
  return {
    ...reply,
    ...(tool_calls.length > 0 && { tool_calls: named(tool_calls, 0) }),
    ...(invalid_tool_calls.length > 0 && {
      invalid_tool_calls: named(invalid_tool_calls, tool_calls.length),
    }),
  };
}
