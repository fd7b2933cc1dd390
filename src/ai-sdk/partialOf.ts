import type { MessageSum } from '../../operators/MessageSum.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';

/** What had arrived of a reply that failed. Calls are left as fragments: what was cut off must not look fit to be run. */
export function partialOf(sum: MessageSum): AIMessageChunk | undefined {
  if (sum.isEmpty) return undefined;
  const { tool_calls: _calls, invalid_tool_calls: _invalid, ...partial } = sum.value;
  return partial;
}
