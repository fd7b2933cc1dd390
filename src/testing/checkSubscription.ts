import { TestScheduler } from 'rxjs/testing';
import { RunnableError } from '../RunnableError.ts';

/** Refuses the marbles of a subscription that is left before it begins; `where` was given them. */
export function checkSubscription(subscription: string | undefined, where: string): void {
  if (subscription === undefined) return;
  const log = TestScheduler.parseMarblesAsSubscriptions(subscription, true);
  const { subscribedFrame, unsubscribedFrame } = log;
  const begins = subscribedFrame === Number.POSITIVE_INFINITY ? 0 : subscribedFrame;
  if (begins <= unsubscribedFrame) return;
  throw new RunnableError(
    `${where}: "${subscription}" leaves before it subscribes. Write "^" first, then "!", like "--^--!".`,
    { code: 'bad_input' },
  );
}
