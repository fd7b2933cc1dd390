import { Observable, Subject, type Subscriber } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';

/**
 * What has passed, told to each subscriber from its beginning; then it hears the rest. More than `limit` values are not kept:
 * who comes later then fails (`buffer_overflow`) rather than miss the beginning, and who was there hears on.
 */
export class Replay<T> extends Observable<T> {
  readonly #limit: number;
  readonly #where: string;
  readonly #live: Subject<T> = new Subject();
  #past: T[] | undefined = [];
  #end: ((subscriber: Pick<Subscriber<T>, 'error' | 'complete'>) => void) | undefined;

  constructor(limit: number, where: string) {
    super((subscriber) => this.#tell(subscriber));
    this.#limit = limit;
    this.#where = where;
  }

  next(value: T): void {
    if (this.#end !== undefined) return;
    if (this.#past !== undefined && this.#past.length === this.#limit) this.#past = undefined;
    this.#past?.push(value);
    this.#live.next(value);
  }

  error(error: unknown): void {
    this.#finish((subscriber) => subscriber.error(error));
  }

  complete(): void {
    this.#finish((subscriber) => subscriber.complete());
  }

  #finish(end: (subscriber: Pick<Subscriber<T>, 'error' | 'complete'>) => void): void {
    this.#end = end;
    end(this.#live);
  }

  #tell(subscriber: Subscriber<T>): void {
    const past = this.#past;
    // More may pass while the past is told.
    for (let i = 0; past !== undefined && i < past.length; i++) {
      if (subscriber.closed) return;
      subscriber.next(past[i]!);
    }
    if (past === undefined || this.#past === undefined) subscriber.error(this.#overflow());
    else if (this.#end !== undefined) this.#end(subscriber);
    else subscriber.add(this.#live.subscribe(subscriber));
  }

  #overflow(): RunnableError {
    return new RunnableError(
      `${this.#where}: more than ${this.#limit} values have passed, so a new view would miss the first. Subscribe earlier, or raise \`replay\`.`,
      { code: 'buffer_overflow' },
    );
  }
}
