import type { OperatorFunction } from 'rxjs';
import type { RunEvent } from './events/RunEvent.ts';
import { RunnableError } from './RunnableError.ts';
import type { BatchConfig, RunConfig, StreamEventsOptions } from './run/RunConfig.ts';
import type { RunStream } from './run/RunStream.ts';
import type { ChunkOf } from './step/ChunkOf.ts';
import { callable } from './step/callable.ts';
import type { Fits } from './step/Fits.ts';
import type { Invocable } from './step/Invocable.ts';
import type { LastChunk } from './step/LastChunk.ts';
import type { LastOut } from './step/LastOut.ts';
import type { Listed } from './step/Listed.ts';
import type { Next } from './step/Next.ts';
import type { OutOf } from './step/OutOf.ts';
import type { Step } from './step/Step.ts';
import type { StepLike } from './step/StepLike.ts';

/**
 * A step of a chain, and a chain. `Chunk` is what it streams, `Out` the whole: a model streams `AIMessageChunk` and invokes to
 * `AIMessage`. Every call gives a cold stream: nothing happens before it is subscribed, each subscription is a run of its own,
 * unsubscribing cancels it.
 *
 * Called as a function it is an RxJS operator over the **chunks of one input**; of many inputs each wants a run of its own:
 * `inputs.pipe(mergeMap((input) => chain.stream(input)))`.
 *
 * @example
 * of({ topic: 'parrot' }).pipe(prompt, model, stringParser()).subscribe((text) => show(text));
 */
export interface Runnable<in In, out Out, out Chunk = Out>
  extends Invocable<In, Out, Chunk>,
    OperatorFunction<In, Chunk> {
  /** The chain of this and the steps: `a.pipe(b, c)` is `chain(a, b, c)`. */
  pipe<A>(a: Fits<A, Out, Chunk>): Runnable<In, LastOut<[A], Out>, LastChunk<[A], Chunk>>;
  pipe<A, B>(
    a: Fits<A, Out, Chunk>,
    b: Next<B, [A], Out, Chunk>,
  ): Runnable<In, LastOut<[A, B], Out>, LastChunk<[A, B], Chunk>>;
  pipe<A, B, C>(
    a: Fits<A, Out, Chunk>,
    b: Next<B, [A], Out, Chunk>,
    c: Next<C, [A, B], Out, Chunk>,
  ): Runnable<In, LastOut<[A, B, C], Out>, LastChunk<[A, B, C], Chunk>>;
  pipe<A, B, C, D>(
    a: Fits<A, Out, Chunk>,
    b: Next<B, [A], Out, Chunk>,
    c: Next<C, [A, B], Out, Chunk>,
    d: Next<D, [A, B, C], Out, Chunk>,
  ): Runnable<In, LastOut<[A, B, C, D], Out>, LastChunk<[A, B, C, D], Chunk>>;
  pipe<A, B, C, D, E>(
    a: Fits<A, Out, Chunk>,
    b: Next<B, [A], Out, Chunk>,
    c: Next<C, [A, B], Out, Chunk>,
    d: Next<D, [A, B, C], Out, Chunk>,
    e: Next<E, [A, B, C, D], Out, Chunk>,
  ): Runnable<In, LastOut<[A, B, C, D, E], Out>, LastChunk<[A, B, C, D, E], Chunk>>;
  pipe<A, B, C, D, E, F>(
    a: Fits<A, Out, Chunk>,
    b: Next<B, [A], Out, Chunk>,
    c: Next<C, [A, B], Out, Chunk>,
    d: Next<D, [A, B, C], Out, Chunk>,
    e: Next<E, [A, B, C, D], Out, Chunk>,
    f: Next<F, [A, B, C, D, E], Out, Chunk>,
  ): Runnable<In, LastOut<[A, B, C, D, E, F], Out>, LastChunk<[A, B, C, D, E, F], Chunk>>;
  pipe<A, B, C, D, E, F, G>(
    a: Fits<A, Out, Chunk>,
    b: Next<B, [A], Out, Chunk>,
    c: Next<C, [A, B], Out, Chunk>,
    d: Next<D, [A, B, C], Out, Chunk>,
    e: Next<E, [A, B, C, D], Out, Chunk>,
    f: Next<F, [A, B, C, D, E], Out, Chunk>,
    g: Next<G, [A, B, C, D, E, F], Out, Chunk>,
  ): Runnable<In, LastOut<[A, B, C, D, E, F, G], Out>, LastChunk<[A, B, C, D, E, F, G], Chunk>>;
  pipe<A, B, C, D, E, F, G, H>(
    a: Fits<A, Out, Chunk>,
    b: Next<B, [A], Out, Chunk>,
    c: Next<C, [A, B], Out, Chunk>,
    d: Next<D, [A, B, C], Out, Chunk>,
    e: Next<E, [A, B, C, D], Out, Chunk>,
    f: Next<F, [A, B, C, D, E], Out, Chunk>,
    g: Next<G, [A, B, C, D, E, F], Out, Chunk>,
    h: Next<H, [A, B, C, D, E, F, G], Out, Chunk>,
  ): Runnable<In, LastOut<[A, B, C, D, E, F, G, H], Out>, LastChunk<[A, B, C, D, E, F, G, H], Chunk>>;
  pipe<A, B, C, D, E, F, G, H, I>(
    a: Fits<A, Out, Chunk>,
    b: Next<B, [A], Out, Chunk>,
    c: Next<C, [A, B], Out, Chunk>,
    d: Next<D, [A, B, C], Out, Chunk>,
    e: Next<E, [A, B, C, D], Out, Chunk>,
    f: Next<F, [A, B, C, D, E], Out, Chunk>,
    g: Next<G, [A, B, C, D, E, F], Out, Chunk>,
    h: Next<H, [A, B, C, D, E, F, G], Out, Chunk>,
    i: Next<I, [A, B, C, D, E, F, G, H], Out, Chunk>,
  ): Runnable<In, LastOut<[A, B, C, D, E, F, G, H, I], Out>, LastChunk<[A, B, C, D, E, F, G, H, I], Chunk>>;
  pipe<A, B, C, D, E, F, G, H, I>(
    a: Fits<A, Out, Chunk>,
    b: Next<B, [A], Out, Chunk>,
    c: Next<C, [A, B], Out, Chunk>,
    d: Next<D, [A, B, C], Out, Chunk>,
    e: Next<E, [A, B, C, D], Out, Chunk>,
    f: Next<F, [A, B, C, D, E], Out, Chunk>,
    g: Next<G, [A, B, C, D, E, F], Out, Chunk>,
    h: Next<H, [A, B, C, D, E, F, G], Out, Chunk>,
    i: Next<I, [A, B, C, D, E, F, G, H], Out, Chunk>,
    ...rest: readonly StepLike[]
  ): Runnable<In, unknown>;
  pipe<Steps extends readonly StepLike[]>(
    ...steps: Listed<Steps>
  ): Runnable<In, Out | OutOf<Steps[number], unknown>, Chunk | ChunkOf<Steps[number], unknown>>;
  /** The same runnable with a name, tags, metadata, sinks or a signal of its own; what the call says wins. */
  withConfig(config: RunConfig): Runnable<In, Out, Chunk>;
  /** One list with the output of every input, in their order. `settled` reports failures in the list, else the first one ends it. */
  batch(
    inputs: readonly In[],
    config: BatchConfig & { readonly settled: true },
  ): RunStream<PromiseSettledResult<Out>[]>;
  batch(inputs: readonly In[], config?: BatchConfig): RunStream<Out[]>;
  /** Everything that happens in this run and inside it. */
  streamEvents(input: In, options?: StreamEventsOptions): RunStream<RunEvent>;
}

/** A runnable that executes a step: how a new kind of runnable is made (docs/authors.md). Refuses a step that works in no way, or in two. */
export function runnable<In, Out, Chunk = Out>(step: Step<In, Chunk>): Runnable<In, Out, Chunk> {
  const ways = [step.chunk, step.kernel, step.once, step.transform, step.steps].filter(
    (way) => way !== undefined,
  );
  if (ways.length !== 1) {
    throw new RunnableError(
      `The step ${step.name} works in ${ways.length} ways; give exactly one of chunk, kernel, once, transform or steps.`,
      { code: 'bad_step' },
    );
  }
  return callable(step as unknown as Step) as unknown as Runnable<In, Out, Chunk>;
}
