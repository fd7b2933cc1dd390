import type { AIMessage } from '../messages/AIMessage.ts';

/** The reply with an id of its own for each call, the same ones for the same turn; ids that the model gave stay. */
export function withCallIds(reply: AIMessage, turn: number): AIMessage {
  const { tool_calls = [], invalid_tool_calls = [] } = reply;
  const ids = new Set<string>();
  let isSame = true;
  let at = 0;
  const named = <Call extends { readonly id?: string }>(call: Call): Call => {
    const { id = `call_${turn}_${at}` } = call;
    const own = ids.has(id) ? `call_${turn}_${at}` : id;
    ids.add(own);
    at++;
    if (own === call.id) return call;
    isSame = false;
    return { ...call, id: own };
  };
  const calls = tool_calls.map(named);
  const invalid = invalid_tool_calls.map(named);
  if (isSame) return reply;
  return {
    ...reply,
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(invalid.length > 0 && { invalid_tool_calls: invalid }),
  };
}
