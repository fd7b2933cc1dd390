import { Observable, type Observer, type Subscriber, type Subscription } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { toAsyncIterable } from '../../operators/toAsyncIterable.ts';
import { ObserverSubscriber } from './ObserverSubscriber.ts';
import { type Fold, TotalSubscriber } from './TotalSubscriber.ts';

/**
 * What a run gives: a cold Observable that is an async iterable too. Each subscription, and each `for await`, is a run of its
 * own; unsubscribing, or leaving the loop, cancels it. While a loop is busy at most 100,000 values wait for it; one more ends
 * it with the error `buffer_overflow`.
 *
 * @example
 * for await (const text of chain.stream({ topic: 'parrot' })) process.stdout.write(text);
 */
export class RunStream<T> extends Observable<T> implements AsyncIterable<T> {
  /** The rule by which the chunks join, where it is known before they come. */
  declare readonly 'rxchain.join': Join<unknown> | undefined;
  readonly #open: (subscriber: Subscriber<T>) => void;

  constructor(open: (subscriber: Subscriber<T>) => void, join?: Join<unknown>) {
    super();
    this.#open = open;
    if (join !== undefined) this['rxchain.join'] = join;
  }

  override subscribe(observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null): Subscription;
  override subscribe(
    next?: ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription;
  override subscribe(
    observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    const subscriber = toSubscriber(observerOrNext, error, complete);
    this.#open(subscriber);
    return subscriber;
  }

  /** A subscriber for this stream that joins its chunks; for those who show totals without the code that adds up. */
  'rxchain.total'(observer: Observer<unknown>, fold?: Fold): TotalSubscriber {
    return new TotalSubscriber(observer, fold);
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return toAsyncIterable()(this)[Symbol.asyncIterator]();
  }
}

function toSubscriber<T>(
  observerOrNext: Partial<Observer<T>> | ((value: T) => void) | null | undefined,
  error: ((error: unknown) => void) | null | undefined,
  complete: (() => void) | null | undefined,
): Subscriber<T> {
  if (isSubscriber(observerOrNext)) return observerOrNext;
  if (typeof observerOrNext === 'object' && observerOrNext !== null)
    return new ObserverSubscriber(observerOrNext);
  const observer: Partial<Observer<T>> = {};
  if (observerOrNext) observer.next = observerOrNext;
  if (error) observer.error = error;
  if (complete) observer.complete = complete;
  return new ObserverSubscriber(observer);
}

// As rxjs does it: a subscriber of another copy of rxjs counts too.
function isSubscriber<T>(value: unknown): value is Subscriber<T> {
  const candidate = value as Partial<Subscriber<T>> | null | undefined;
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    typeof candidate.next === 'function' &&
    typeof candidate.add === 'function' &&
    typeof candidate.unsubscribe === 'function' &&
    'closed' in candidate
  );
}
