import type { Observable, Observer, Subscriber } from 'rxjs';
import { ObserverSubscriber } from '../run/ObserverSubscriber.ts';

/** Subscribes for an owner, bound to it before the first value: an owner that leaves inside a value ends the source at once. */
export function attach<T>(
  owner: Subscriber<unknown>,
  source: Observable<T>,
  observer: Partial<Observer<T>>,
): void {
  const subscriber = new ObserverSubscriber<T>(observer);
  owner.add(subscriber);
  if (!subscriber.closed) source.subscribe(subscriber);
}
