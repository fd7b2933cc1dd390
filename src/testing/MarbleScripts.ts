import { defer, map, Observable, tap, throwError } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import { checkScript } from './checkScript.ts';
import { endedLogs } from './endedLogs.ts';
import type { MarbleContext } from './MarbleContext.ts';
import type { SubscriptionLog } from './SubscriptionLog.ts';

export interface ScriptValues<T> {
  readonly values?: Readonly<Record<string, T>> | undefined;
  /** What a letter stands for that has no value of its own. */
  readonly otherwise: (letter: string) => T;
  readonly error?: unknown;
}

/** Scripts that are played one per subscription, in order; one more than written fails the test. */
export class MarbleScripts<T> {
  readonly subscriptions: SubscriptionLog[] = [];
  readonly #context: MarbleContext;
  readonly #where: string;
  readonly #streams: readonly Observable<T>[];
  readonly #isEndless: boolean;

  constructor(
    context: MarbleContext,
    where: string,
    scripts: string | readonly string[],
    told: ScriptValues<T>,
  ) {
    this.#context = context;
    this.#where = where;
    const list = typeof scripts === 'string' ? [scripts] : scripts;
    if (list.length === 0)
      throw new RunnableError(`${where} needs at least one script.`, { code: 'bad_input' });
    this.#isEndless = endless.test(list.at(-1)!);
    this.#streams = list.map((script, i) =>
      this.#parse(i === list.length - 1 ? script.replace(endless, '') : script, told),
    );
  }

  /** Plays the next script, at subscription; `finish` gets each value with the number of its script, from 1. */
  play(finish: (value: T, n: number) => T = (value) => value): Observable<T> {
    return defer(() => {
      const n = this.subscriptions.length + 1;
      const stream = this.#streams[n - 1] ?? (this.#isEndless ? this.#streams.at(-1) : undefined);
      if (stream === undefined) return throwError(() => this.#context.fail(this.#exhausted(n)));
      return this.#logged(stream.pipe(map((value) => finish(value, n))));
    });
  }

  #parse(script: string, { values = {}, otherwise, error }: ScriptValues<T>): Observable<T> {
    checkScript(script, { where: this.#where, values, maxFrame: this.#context.maxFrame });
    const letters = [...script].map((letter) => [
      letter,
      Object.hasOwn(values, letter) ? values[letter]! : otherwise(letter),
    ]);
    return this.#context.helpers.cold<T>(script, Object.fromEntries(letters), error);
  }

  #logged(stream: Observable<T>): Observable<T> {
    const { scheduler } = this.#context;
    return new Observable((subscriber) => {
      const log = { subscribedFrame: scheduler.frame, unsubscribedFrame: Number.POSITIVE_INFINITY };
      this.subscriptions.push(log);
      subscriber.add(() => {
        log.unsubscribedFrame = scheduler.frame;
      });
      const end = (): void => void endedLogs.add(log);
      stream.pipe(tap({ error: end, complete: end })).subscribe(subscriber);
    });
  }

  #exhausted(n: number): RunnableError {
    const count = this.#streams.length;
    const written = count === 1 ? '1 is written' : `${count} are written`;
    return new RunnableError(
      `${this.#where}: script ${n} was asked for, ${written}. Write one more, or end the last one with "..." to play it again.`,
      { code: 'bad_input' },
    );
  }
}

const endless = /\s*\.\.\.\s*$/;
