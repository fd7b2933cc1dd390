import type { SubscriptionLog } from './SubscriptionLog.ts';

/** The logs of subscriptions that ended by themselves: their script completed or failed, nobody left it. */
export const endedLogs: WeakSet<SubscriptionLog> = new WeakSet();
