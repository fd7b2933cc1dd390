import { alignedLines } from './alignedLines.ts';
import { isEqual } from './isEqual.ts';
import type { MarbleMessage } from './MarbleMessage.ts';
import { Mismatch } from './Mismatch.ts';
import type { SubscriptionLog } from './SubscriptionLog.ts';
import { streamsDiffer } from './streamsDiffer.ts';
import { subscriptionDiagram } from './subscriptionDiagram.ts';

/** The assertion of the `TestScheduler`: throws a `Mismatch` with both sides as marbles, one under the other. */
export function assertMarbles(actual: unknown, expected: unknown): void {
  if (isEqual(actual, expected)) return;
  const message = isSubscriptions(actual, expected)
    ? subscriptionsDiffer(actual as SubscriptionLog[], expected as SubscriptionLog[])
    : virtualStreamsDiffer(actual as MarbleMessage[], expected as MarbleMessage[]);
  throw new Mismatch(message, actual, expected);
}

function isSubscriptions(actual: unknown, expected: unknown): boolean {
  const [first] = [...(actual as object[]), ...(expected as object[])];
  return first !== undefined && 'subscribedFrame' in first;
}

function virtualStreamsDiffer(actual: readonly MarbleMessage[], expected: readonly MarbleMessage[]): string {
  const message = streamsDiffer(actual, expected);
  // It gave what was expected so far, and then nothing more.
  const isStuck = actual.length < expected.length && isEqual(actual, expected.slice(0, actual.length));
  return isStuck ? `${message}\n${promiseHint}` : message;
}

const promiseHint =
  '  A native promise does not settle in virtual time: return m.promise(…), see docs/testing.md.';

function subscriptionsDiffer(
  actual: readonly SubscriptionLog[],
  expected: readonly SubscriptionLog[],
): string {
  const lines = ['subscriptions differ'];
  for (let i = 0; i < Math.max(actual.length, expected.length); i++) {
    const [left, right] = [drawn(expected[i]), drawn(actual[i])];
    lines.push(...(left === right ? [`  both     ${left}`] : alignedLines(left, right)));
  }
  return lines.join('\n');
}

function drawn(log: SubscriptionLog | undefined): string {
  return log === undefined ? '(none)' : subscriptionDiagram(log);
}
