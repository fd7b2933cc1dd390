import { type Observer, Subscriber, throwError } from 'rxjs';

/**
 * The user's observer as a subscriber, leaner than the standard one: one object, one call per value. An observer that throws
 * is reported the way RxJS reports it, and the source goes on; an error without a handler likewise.
 */
export class ObserverSubscriber<T> extends Subscriber<T> {
  readonly #observer: Partial<Observer<T>>;

  constructor(observer: Partial<Observer<T>>) {
    super();
    this.#observer = observer;
  }

  override next(value: T): void {
    if (this.isStopped) return;
    try {
      this.#observer.next?.(value);
    } catch (error) {
      report(error);
    }
  }

  override error(error: unknown): void {
    if (this.isStopped) return;
    this.isStopped = true;
    try {
      if (this.#observer.error) this.#observer.error(error);
      else report(error);
    } catch (thrown) {
      report(thrown);
    } finally {
      this.unsubscribe();
    }
  }

  override complete(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    try {
      this.#observer.complete?.();
    } catch (error) {
      report(error);
    } finally {
      this.unsubscribe();
    }
  }
}

/** A subscription without a handler makes RxJS report the error: by its hook, else as an uncaught one. */
function report(error: unknown): void {
  throwError(() => error).subscribe();
}
