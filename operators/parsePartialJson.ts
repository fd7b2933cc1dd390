import { Observable, type OperatorFunction, Subscriber } from 'rxjs';
import { PartialJson, type PartialJsonOptions } from './PartialJson.ts';

/**
 * Reads one JSON text that arrives in pieces and emits the value that the text so far means, whenever that visibly
 * changes. `T` is the type of the snapshots, so a `DeepPartial` for most documents. Snapshots are never touched again, and
 * an unchanged part of one is the same reference in the next. Prose and code fences around the document are skipped.
 *
 * Completes with the source. A text that is certainly wrong, ends inside the document or has none (an empty source) is a
 * `RunnableError` (`json_syntax`, `json_truncated`, `json_no_json`, …) with `offset`, `line`, `column`, `path` and
 * `partial`; what was still read is emitted before it. An error of the source passes unchanged, behind the last snapshot.
 * Unsubscribing tears the source down.
 *
 * @example
 * of('{"name": "Fr', 'ance"', '}').pipe(parsePartialJson()).subscribe(console.log);
 * // { name: 'Fr' }
 * // { name: 'France' }
 */
export function parsePartialJson<T = unknown>(options: PartialJsonOptions = {}): OperatorFunction<string, T> {
  return (pieces) => new Observable((subscriber) => pieces.subscribe(new Snapshots<T>(subscriber, options)));
}

/** One subscriber for map, concat, catchError, filter and distinctUntilChanged: four times as fast. */
class Snapshots<T> extends Subscriber<string> {
  readonly #json: PartialJson<T>;
  #shown: T | undefined = undefined;

  constructor(destination: Subscriber<T>, options: PartialJsonOptions) {
    super(destination);
    this.#json = new PartialJson(options);
  }

  protected override _next(piece: string): void {
    try {
      this.#show(this.#json.write(piece));
    } catch (error) {
      this.error(error);
    }
  }

  protected override _error(error: unknown): void {
    this.#show(this.#json.value);
    super._error(error);
  }

  protected override _complete(): void {
    try {
      this.#show(this.#json.end());
    } catch (error) {
      this._error(error);
      return;
    }
    super._complete();
  }

  #show(snapshot: T | undefined): void {
    if (snapshot === undefined || snapshot === this.#shown) return;
    this.#shown = snapshot;
    this.destination.next(snapshot);
  }
}
