import {
  defaultIfEmpty,
  EMPTY,
  map,
  merge,
  mergeMap,
  Observable,
  of,
  Subject,
  switchMap,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import { attach } from '../step/attach.ts';
import { Feed } from '../step/Feed.ts';
import { cutsOf, planOf } from '../step/Plan.ts';
import type { Step } from '../step/Step.ts';
import type { RunInput, StepRun } from '../step/StepRun.ts';
import { weightOf } from '../step/sequence.ts';
import { toStep } from '../step/toStep.ts';

export interface TimeoutOptions {
  /** Milliseconds from the first chunk of the input to the first chunk of the output. */
  readonly first?: number | undefined;
  /** Milliseconds from one chunk of the output to the next; to the first one too, where `first` is not given. */
  readonly each?: number | undefined;
  /** Milliseconds from the first chunk of the input to the end. */
  readonly total?: number | undefined;
}

/**
 * A runnable with limits in time, on RxJS' scheduler. Past a limit it is cancelled and fails with the code `timeout` (name
 * `TimeoutError`, retryable); what it had given stays given. It has no run of its own: events show the runnable alone.
 *
 * @example
 * withFallbacks(withTimeout(model, { first: 200 }), [fasterModel]);
 */
export function withTimeout<In, Out, Chunk>(
  inner: Runnable<In, Out, Chunk>,
  limits: TimeoutOptions,
): Runnable<In, Out, Chunk> {
  const step = toStep(inner, 'withTimeout');
  for (const [name, limit] of Object.entries(limits)) check(step.name, name, limit);
  return runnable({
    name: step.name,
    type: step.type,
    isPlain: true,
    weight: 3 + weightOf(step),
    ...cutsOf([step]),
    transform: (source, run) => limited(step, limits, source, run),
  }) as Runnable<In, Out, Chunk>;
}

function limited(
  step: Step,
  limits: TimeoutOptions,
  source: Observable<unknown>,
  run: StepRun,
): Observable<unknown> {
  if (run.isWhole)
    return ofWhole(source, (input) => guard(open(step, limits, input, run), of(true), step.name, limits));
  return new Observable((subscriber) => {
    const feed = new Feed(run, planOf(step).parts.length > 1);
    const begun = new Observable<boolean>((begin) => feed.onBegin(() => begin.next(true)));
    guard(open(step, limits, { source: feed }, run), begun, step.name, limits).subscribe(subscriber);
    feed.connect(source, subscriber);
  });
}

// A limit from chunk to chunk needs the chunks, also in an invoke.
function open(
  step: Step,
  { first, each }: TimeoutOptions,
  input: RunInput,
  run: StepRun,
): Observable<unknown> {
  return run.child(step, input, {
    isInvoked: first === undefined && each === undefined ? undefined : false,
    tag: run.tag,
    config: run.passedConfig,
    onJoin: (join) => {
      run.join = join;
    },
  });
}

/** Goes on with a source that gives one value, once it has given it, or with nothing. */
function ofWhole(
  source: Observable<unknown>,
  next: (input: RunInput) => Observable<unknown>,
): Observable<unknown> {
  return source.pipe(
    map((value): RunInput => ({ value })),
    defaultIfEmpty<RunInput, RunInput>({ source: EMPTY }),
    mergeMap(next),
  );
}

/** `begun` says when the clock starts. */
function guard(
  output: Observable<unknown>,
  begun: Observable<boolean>,
  name: string,
  { first, each, total }: TimeoutOptions,
): Observable<unknown> {
  return new Observable((subscriber) => {
    const seen = new Subject<unknown>();
    const untilFirst = limit(first ?? each, () => late(name, 'gave no first chunk within', first ?? each));
    const untilNext = limit(each, () => late(name, 'gave no further chunk within', each));
    const untilEnd = limit(total, () => late(name, 'did not end within', total));
    const clock = merge(
      begun.pipe(switchMap(untilFirst), takeUntil(seen)),
      seen.pipe(switchMap(untilNext)),
      begun.pipe(switchMap(untilEnd)),
    );
    attach(subscriber, clock, { error: (error) => subscriber.error(error) });
    output.pipe(tap((chunk) => seen.next(chunk))).subscribe(subscriber);
  });
}

function limit(ms: number | undefined, error: () => RunnableError): () => Observable<never> {
  return () => (ms === undefined ? EMPTY : timer(ms).pipe(mergeMap(() => throwError(error))));
}

function late(name: string, what: string, ms: number | undefined): RunnableError {
  return new RunnableError(`${name} ${what} ${ms} ms.`, { code: 'timeout', retryable: true });
}

function check(step: string, name: string, limit: unknown): void {
  if (
    ['first', 'each', 'total'].includes(name) &&
    (limit === undefined || (typeof limit === 'number' && limit >= 0))
  )
    return;
  throw new RunnableError(
    `withTimeout of ${step} takes first, each and total in milliseconds; got ${name}: ${String(limit)}.`,
    { code: 'bad_config' },
  );
}
