import { ReplaySubject, type Subject, type Subscription, timer } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { phaseOfEvent } from '../events/phaseOfEvent.ts';
import type { RunEvent } from '../events/RunEvent.ts';
import { RunnableError } from '../RunnableError.ts';
import { mergeConfigs } from '../run/mergeConfigs.ts';
import { ObserverSubscriber } from '../run/ObserverSubscriber.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { openRun } from '../step/openRun.ts';
import type { Step } from '../step/Step.ts';
import type { LoggedEvent } from './EventLog.ts';
import { type JoinRule, mergeRules, ruleOf } from './JoinRule.ts';
import type { ServeSettings } from './ServeSettings.ts';

/** How many entries may wait for a log that answers later. */
const maxWaiting = 10_000;
const cancelled: LoggedEvent = { kind: 'cancel', data: '{}' };

/**
 * A run that is executed here: it writes its events into the log, whoever reads them.
 * 1. The log gets exactly one of `end`, `fail` and `cancel`, and nothing after it.
 * 2. A run that its last client has left is cancelled as the settings say.
 */
export class ServedRun {
  /** A failure that could not be told through the log. */
  readonly broken: Subject<unknown> = new ReplaySubject(1);
  readonly #key: string;
  readonly #runId: string;
  readonly #settings: ServeSettings;
  readonly #onOver: () => void;
  readonly #controller: AbortController = new AbortController();
  #subscriptions: Subscription | undefined;
  #grace: Subscription | undefined;
  #clients = 0;
  #waiting = 0;
  /** The event of a chunk, until the chunk is handed on and it is known how chunks join. */
  #held: LoggedEvent | undefined;
  #join: Join<unknown> | undefined;
  #rule: JoinRule | undefined;
  #isExecuting = false;
  #isCancelled = false;
  #isOver = false;

  constructor(key: string, runId: string, settings: ServeSettings, onOver: () => void) {
    this.#key = key;
    this.#runId = runId;
    this.#settings = settings;
    this.#onOver = onOver;
  }

  /** Makes the run known; fails where the log does. */
  async announce(): Promise<void> {
    const { log } = this.#settings;
    await log.append(this.#key, 1, { kind: 'run', data: JSON.stringify({ run_id: this.#runId }) });
    this.#subscriptions = log.onCancel(this.#key).subscribe({
      next: (reason) => this.cancel(reason),
      error: (error) => this.#break(error),
    });
    if (this.#isOver) this.#subscriptions.unsubscribe();
  }

  execute(step: Step, input: unknown, config: RunConfig): void {
    if (this.#isOver) return;
    const bound = mergeConfigs(config, {
      runId: this.#runId,
      events: { next: (event: RunEvent): void => this.#tell(event) },
      signal: this.#controller.signal,
    });
    this.#isExecuting = true;
    const learn = (join: Join<unknown> | undefined): void => {
      this.#join = join;
    };
    openRun(step, { value: input }, { config: bound, onJoin: learn }).subscribe(
      new ObserverSubscriber<unknown>({
        next: (chunk) => this.#handOn(chunk),
        error: (error) => this.#failed(error),
        complete: () => this.#last({ kind: 'end', data: '{}' }),
      }),
    );
  }

  enter(): void {
    this.#clients++;
    this.#grace?.unsubscribe();
  }

  leave(): void {
    this.#clients--;
    const { whenLeft } = this.#settings;
    if (this.#clients > 0 || this.#isOver || whenLeft === 'continue') return;
    if (whenLeft === 'cancel') this.cancel('its client left');
    else this.#grace = timer(whenLeft).subscribe(() => this.cancel('its client did not come back'));
  }

  cancel(reason: string | undefined): void {
    if (this.#isOver || this.#isCancelled) return;
    this.#isCancelled = true;
    // A run that is under way tells its cancellation, and fails then.
    if (!this.#isExecuting) this.#last(cancelled);
    const words = reason === undefined ? '' : `: ${reason}`;
    this.#controller.abort(new RunnableError(`The run was cancelled${words}.`, { code: 'aborted' }));
  }

  #tell(event: RunEvent): void {
    if (this.#isOver) return;
    let data: string | undefined;
    try {
      data = this.#settings.gate(event);
    } catch (error) {
      this.#give(
        new RunnableError(`An event of ${event.name} cannot be written as JSON.`, {
          code: 'bad_chunk',
          cause: error,
        }),
      );
      return;
    }
    if (data === undefined) return;
    if (event.parent_ids.length > 0 || phaseOfEvent(event) !== 'stream')
      this.#append({ kind: 'event', data });
    // The chunk itself comes next, and with it the rule, which clients need first.
    else this.#held = { kind: 'event', data };
  }

  #handOn(chunk: unknown): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    const rule = mergeRules(this.#rule, ruleOf(this.#join, chunk));
    if (rule !== 'value' && JSON.stringify(rule) !== JSON.stringify(this.#rule)) {
      this.#append({ kind: 'join', data: JSON.stringify(rule) });
    }
    this.#rule = rule;
    this.#append(held);
  }

  #failed(error: unknown): void {
    if (this.#isOver) return;
    if (this.#isCancelled) {
      this.#last(cancelled);
      return;
    }
    this.#settings.report(error);
    this.#last({ kind: 'fail', data: JSON.stringify(this.#settings.describe(error)) });
  }

  /** Ends a run that went well by itself. */
  #give(error: RunnableError): void {
    this.#failed(error);
    this.#controller.abort(error);
  }

  #last(event: LoggedEvent): void {
    if (this.#isOver) return;
    this.#append(event);
    this.#close();
  }

  #append(event: LoggedEvent): void {
    this.#handOn(undefined);
    if (this.#isOver) return;
    try {
      const id = this.#settings.log.append(this.#key, 1, event);
      if (typeof id === 'string') return;
      if (++this.#waiting > maxWaiting) {
        throw new RunnableError(`More than ${maxWaiting} events wait for the log.`, {
          code: 'buffer_overflow',
        });
      }
      id.then(
        () => {
          this.#waiting--;
        },
        (error) => this.#break(error),
      );
    } catch (error) {
      this.#break(error);
    }
  }

  /** The log fails: nothing can be told through it any more. */
  #break(error: unknown): void {
    this.#settings.report(error);
    this.broken.next(error);
    if (this.#isOver) return;
    this.#close();
    this.#controller.abort(error);
  }

  #close(): void {
    this.#isOver = true;
    this.#grace?.unsubscribe();
    this.#subscriptions?.unsubscribe();
    this.#onOver();
  }
}
