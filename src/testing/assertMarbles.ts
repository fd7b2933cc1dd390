import { diagram } from './diagram.ts';
import { isEqual } from './isEqual.ts';
import type { MarbleMessage } from './MarbleMessage.ts';
import { Mismatch } from './Mismatch.ts';
import type { SubscriptionLog } from './SubscriptionLog.ts';
import { subscriptionDiagram } from './subscriptionDiagram.ts';

/** The assertion of the `TestScheduler`: throws a `Mismatch` with both sides as marbles, one under the other. */
export function assertMarbles(actual: unknown, expected: unknown): void {
  if (isEqual(actual, expected)) return;
  const message = isSubscriptions(actual, expected)
    ? subscriptionsDiffer(actual as SubscriptionLog[], expected as SubscriptionLog[])
    : streamsDiffer(actual as MarbleMessage[], expected as MarbleMessage[]);
  throw new Mismatch(message, actual, expected);
}

function isSubscriptions(actual: unknown, expected: unknown): boolean {
  const [first] = [...(actual as object[]), ...(expected as object[])];
  return first !== undefined && 'subscribedFrame' in first;
}

function streamsDiffer(actual: readonly MarbleMessage[], expected: readonly MarbleMessage[]): string {
  const { lines, legend } = diagram([expected, actual]);
  const [left = '', right = ''] = lines;
  return [
    'streams differ',
    ...aligned(left, right),
    ...legend.map((line) => `  ${line}`),
    ...errors(actual, expected),
  ].join('\n');
}

function aligned(expected: string, actual: string): readonly string[] {
  const lines = [`  expected ${expected}`, `  actual   ${actual}`];
  const column = firstDifference(expected, actual);
  return column === -1 ? lines : [...lines, `${' '.repeat('  expected '.length + column)}^ first difference`];
}

function firstDifference(left: string, right: string): number {
  for (let i = 0; i < Math.max(left.length, right.length); i++) if (left[i] !== right[i]) return i;
  return -1;
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

function subscriptionsDiffer(
  actual: readonly SubscriptionLog[],
  expected: readonly SubscriptionLog[],
): string {
  const lines = ['subscriptions differ'];
  for (let i = 0; i < Math.max(actual.length, expected.length); i++) {
    const [left, right] = [drawn(expected[i]), drawn(actual[i])];
    lines.push(...(left === right ? [`  both     ${left}`] : aligned(left, right)));
  }
  return lines.join('\n');
}

function drawn(log: SubscriptionLog | undefined): string {
  return log === undefined ? '(none)' : subscriptionDiagram(log);
}
