import type { Observable } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import type { RunEvent } from '../events/RunEvent.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Document } from '../messages/Document.ts';
import type { Runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import { assertMarbles } from './assertMarbles.ts';
import { currentMarbles } from './currentMarbles.ts';
import { type EventsExpectation, expectEvents } from './expectEvents.ts';
import { expectRun, type RunExpectation } from './expectRun.ts';
import type { MarbleContext } from './MarbleContext.ts';
import { type MarbleModel, marbleModel } from './marbleModel.ts';
import { marblePromise } from './marblePromise.ts';
import { type MarbleRetriever, marbleRetriever } from './marbleRetriever.ts';
import { type MarbleTool, marbleTool } from './marbleTool.ts';

/** The helpers of RxJS' `TestScheduler.run`, unchanged, and those for runs. */
export interface Marbles extends RunHelpers {
  readonly scheduler: TestScheduler;
  /**
   * A chat model whose n-th subscription plays the n-th script. Letters are chunks with the text `texts[letter] ?? letter`.
   * A further subscription fails the test, unless the last script ends with `...`.
   */
  model(
    scripts: string | readonly string[],
    texts?: Readonly<Record<string, string | AIMessageChunk>>,
    error?: unknown,
  ): MarbleModel;
  /** A tool that takes anything and plays scripts, as `model` does. */
  tool(
    scripts: string | readonly string[],
    values?: Readonly<Record<string, unknown>>,
    error?: unknown,
  ): MarbleTool;
  /** A retriever that plays scripts, as `model` does; a letter without documents is one document with that text. */
  retriever(
    scripts: string | readonly string[],
    documents?: Readonly<Record<string, readonly Document[]>>,
    error?: unknown,
  ): MarbleRetriever;
  /** A promise in virtual time, from now on: for functions that return one. It cannot be awaited. */
  promise<T = string>(script: string, values?: Readonly<Record<string, T>>, error?: unknown): PromiseLike<T>;
  /** Runs a runnable once, from `^` (or 0) until `!`: its output and its events can both be asserted. */
  expectRun<In, Out, Chunk>(
    runnable: Runnable<In, Out, Chunk>,
    input: In,
    subscription?: string,
  ): RunExpectation;
  /** Subscribes events from `^` (or 0) until `!`. Expect those of a Subject before the run that feeds it. */
  expectEvents(events: Observable<RunEvent>, subscription?: string): EventsExpectation;
}

export interface MarblesOptions {
  /** The last virtual millisecond (default: none). What is still to come then fails the test. */
  readonly maxFrame?: number | undefined;
}

/**
 * A test in virtual time, for any test runner: what comes back is run by it, and throws where an expectation does not hold.
 * One frame is one millisecond of RxJS' schedulers; the clock runs when the body has returned, or at `m.flush()`.
 *
 * @example
 * it('holds every chunk until the source completes', marbles((m) => {
 *   const chain = m.model('-a-b-|').pipe(lambda((message: AIMessage) => textOf(message).toUpperCase()));
 *   m.expectObservable(chain.stream('hi')).toBe('-----(x|)', { x: 'AB' });
 * }));
 */
export function marbles(body: (m: Marbles) => void, options: MarblesOptions = {}): () => void {
  const { maxFrame = Number.POSITIVE_INFINITY } = options;
  return () => {
    const scheduler = new TestScheduler(assertMarbles);
    const failures: Error[] = [];
    const checks: (() => void)[] = [];
    const settle = (): void => {
      if (failures.length > 0) throw failures[0];
      refuseLeftovers(scheduler, maxFrame);
      for (const check of checks.splice(0)) check();
    };
    try {
      scheduler.run((helpers) => {
        scheduler.maxFrames = maxFrame;
        const context: MarbleContext = {
          helpers,
          scheduler,
          maxFrame,
          fail: (error) => {
            failures.push(error);
            return error;
          },
          check: (assertion) => void checks.push(assertion),
        };
        const outer = currentMarbles.context;
        currentMarbles.context = context;
        try {
          refusePromise(body(marblesOf(context, settle)));
        } finally {
          currentMarbles.context = outer;
        }
      });
      settle();
    } catch (error) {
      // What a run may have swallowed, or what it led to, matters less than its cause.
      throw failures[0] ?? error;
    }
  };
}

function marblesOf(context: MarbleContext, settle: () => void): Marbles {
  const { helpers, scheduler } = context;
  return {
    ...helpers,
    scheduler,
    flush: () => {
      helpers.flush();
      settle();
    },
    model: (scripts, texts, error) => marbleModel(context, scripts, texts, error),
    tool: (scripts, values, error) => marbleTool(context, scripts, values, error),
    retriever: (scripts, documents, error) => marbleRetriever(context, scripts, documents, error),
    promise: (script, values, error) => marblePromise(context, script, values, error),
    expectRun: (runnable, input, subscription) => expectRun(context, runnable, input, subscription),
    expectEvents: (events, subscription) => expectEvents(context, events, subscription),
  };
}

function refusePromise(result: unknown): void {
  const { then } = (result ?? {}) as { readonly then?: unknown };
  if (typeof then !== 'function') return;
  then.call(result, undefined, () => undefined);
  throw new RunnableError(
    'marbles: the body returned a promise, but virtual time cannot wait. Make it a plain function, and return m.promise(…) where a step is asynchronous; for real promises use fake timers instead.',
    { code: 'bad_input' },
  );
}

function refuseLeftovers(scheduler: TestScheduler, maxFrame: number): void {
  const [next] = scheduler.actions as readonly { readonly delay: number }[];
  if (next === undefined || next.delay <= maxFrame) return;
  throw new RunnableError(
    `marbles: something is due at ${next.delay} ms, beyond the maxFrame of ${maxFrame}. Unsubscribe it ("^ 9ms !"), or give marbles(body, { maxFrame }) a larger one.`,
    { code: 'bad_input' },
  );
}
