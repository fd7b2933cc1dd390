import { alignedLines } from './alignedLines.ts';
import { diagram } from './diagram.ts';
import type { MarbleMessage } from './MarbleMessage.ts';

/** Both sides as marbles, one under the other, with one alphabet. */
export function streamsDiffer(actual: readonly MarbleMessage[], expected: readonly MarbleMessage[]): string {
  const { lines, legend } = diagram([expected, actual]);
  const [left = '', right = ''] = lines;
  return [
    'streams differ',
    ...alignedLines(left, right),
    ...legend.map((line) => `  ${line}`),
    ...errors(actual, expected),
  ].join('\n');
}

function errors(actual: readonly MarbleMessage[], expected: readonly MarbleMessage[]): readonly string[] {
  const [ours, theirs] = [errorIn(actual), errorIn(expected)];
  if (ours === undefined && theirs === undefined) return [];
  if (ours === undefined || theirs === undefined || ours === theirs) return [`  # = ${ours ?? theirs}`];
  return [`  # = ${theirs} (expected)`, `  # = ${ours} (actual)`];
}

function errorIn(messages: readonly MarbleMessage[]): string | undefined {
  const found = messages.find(({ notification }) => notification.kind === 'E');
  return found === undefined ? undefined : String(found.notification.error);
}
