import { passingTime } from './passingTime.ts';
import type { SubscriptionLog } from './SubscriptionLog.ts';

/** A subscription in the marble language: `'5ms ^ 9ms !'`. */
export function subscriptionDiagram({ subscribedFrame, unsubscribedFrame }: SubscriptionLog): string {
  const before = passingTime(subscribedFrame);
  if (unsubscribedFrame === Number.POSITIVE_INFINITY) return `${before}^`.trim();
  if (unsubscribedFrame === subscribedFrame) return `${before}(^!)`.trim();
  return `${before}^${passingTime(unsubscribedFrame - subscribedFrame - 1)}!`.trim();
}
