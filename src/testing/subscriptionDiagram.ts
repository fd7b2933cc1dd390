import type { SubscriptionLog } from './SubscriptionLog.ts';

/** A subscription in the marble language: `'5ms ^ 9ms !'`. */
export function subscriptionDiagram({ subscribedFrame, unsubscribedFrame }: SubscriptionLog): string {
  const before = passing(subscribedFrame);
  if (unsubscribedFrame === Number.POSITIVE_INFINITY) return `${before}^`.trim();
  if (unsubscribedFrame === subscribedFrame) return `${before}(^!)`.trim();
  return `${before}^${passing(unsubscribedFrame - subscribedFrame - 1)}!`.trim();
}

const longestDashes = 9;

function passing(ms: number): string {
  return ms > longestDashes ? ` ${ms}ms ` : '-'.repeat(ms);
}
