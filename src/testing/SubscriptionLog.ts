/** When something was subscribed and left, in virtual milliseconds; `Infinity` for never. */
export interface SubscriptionLog {
  subscribedFrame: number;
  unsubscribedFrame: number;
}
