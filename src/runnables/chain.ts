import { type Runnable, runnable } from '../Runnable.ts';
import type { ChunkOf } from '../step/ChunkOf.ts';
import type { First } from '../step/First.ts';
import type { InOf } from '../step/InOf.ts';
import type { LastChunk } from '../step/LastChunk.ts';
import type { LastOut } from '../step/LastOut.ts';
import type { Listed } from '../step/Listed.ts';
import type { Next } from '../step/Next.ts';
import type { Opaque } from '../step/Opaque.ts';
import type { OutOf } from '../step/OutOf.ts';
import type { StepLike } from '../step/StepLike.ts';
import { sequence } from '../step/sequence.ts';
import { toStep } from '../step/toStep.ts';

/**
 * Steps one after the other. Each token goes through all of them at once; a step that needs its whole input waits for it.
 * A step is a runnable, which takes the output of the step before it, an RxJS operator, which takes its chunks, or a record of
 * steps, which run side by side. Streams what the last step streams and completes with it; completes empty when nothing comes
 * out. The error of a step ends the chain unchanged. Unsubscribing cancels every step that is open.
 *
 * @example
 * const joke = chain(chatPrompt('tell me a joke about {topic}'), model, stringParser());
 * joke.stream({ topic: 'parrot' }).subscribe((text) => process.stdout.write(`${text}|`));   // Here|'s| a| joke|…
 */
export function chain<A>(
  a: First<A>,
): Runnable<Opaque<InOf<A>>, LastOut<[A], InOf<A>>, LastChunk<[A], InOf<A>>>;
export function chain<A, B>(
  a: First<A>,
  b: Next<B, [A], InOf<A>>,
): Runnable<Opaque<InOf<A>>, LastOut<[A, B], InOf<A>>, LastChunk<[A, B], InOf<A>>>;
export function chain<A, B, C>(
  a: First<A>,
  b: Next<B, [A], InOf<A>>,
  c: Next<C, [A, B], InOf<A>>,
): Runnable<Opaque<InOf<A>>, LastOut<[A, B, C], InOf<A>>, LastChunk<[A, B, C], InOf<A>>>;
export function chain<A, B, C, D>(
  a: First<A>,
  b: Next<B, [A], InOf<A>>,
  c: Next<C, [A, B], InOf<A>>,
  d: Next<D, [A, B, C], InOf<A>>,
): Runnable<Opaque<InOf<A>>, LastOut<[A, B, C, D], InOf<A>>, LastChunk<[A, B, C, D], InOf<A>>>;
export function chain<A, B, C, D, E>(
  a: First<A>,
  b: Next<B, [A], InOf<A>>,
  c: Next<C, [A, B], InOf<A>>,
  d: Next<D, [A, B, C], InOf<A>>,
  e: Next<E, [A, B, C, D], InOf<A>>,
): Runnable<Opaque<InOf<A>>, LastOut<[A, B, C, D, E], InOf<A>>, LastChunk<[A, B, C, D, E], InOf<A>>>;
export function chain<A, B, C, D, E, F>(
  a: First<A>,
  b: Next<B, [A], InOf<A>>,
  c: Next<C, [A, B], InOf<A>>,
  d: Next<D, [A, B, C], InOf<A>>,
  e: Next<E, [A, B, C, D], InOf<A>>,
  f: Next<F, [A, B, C, D, E], InOf<A>>,
): Runnable<Opaque<InOf<A>>, LastOut<[A, B, C, D, E, F], InOf<A>>, LastChunk<[A, B, C, D, E, F], InOf<A>>>;
export function chain<A, B, C, D, E, F, G>(
  a: First<A>,
  b: Next<B, [A], InOf<A>>,
  c: Next<C, [A, B], InOf<A>>,
  d: Next<D, [A, B, C], InOf<A>>,
  e: Next<E, [A, B, C, D], InOf<A>>,
  f: Next<F, [A, B, C, D, E], InOf<A>>,
  g: Next<G, [A, B, C, D, E, F], InOf<A>>,
): Runnable<
  Opaque<InOf<A>>,
  LastOut<[A, B, C, D, E, F, G], InOf<A>>,
  LastChunk<[A, B, C, D, E, F, G], InOf<A>>
>;
export function chain<A, B, C, D, E, F, G, H>(
  a: First<A>,
  b: Next<B, [A], InOf<A>>,
  c: Next<C, [A, B], InOf<A>>,
  d: Next<D, [A, B, C], InOf<A>>,
  e: Next<E, [A, B, C, D], InOf<A>>,
  f: Next<F, [A, B, C, D, E], InOf<A>>,
  g: Next<G, [A, B, C, D, E, F], InOf<A>>,
  h: Next<H, [A, B, C, D, E, F, G], InOf<A>>,
): Runnable<
  Opaque<InOf<A>>,
  LastOut<[A, B, C, D, E, F, G, H], InOf<A>>,
  LastChunk<[A, B, C, D, E, F, G, H], InOf<A>>
>;
export function chain<A, B, C, D, E, F, G, H, I>(
  a: First<A>,
  b: Next<B, [A], InOf<A>>,
  c: Next<C, [A, B], InOf<A>>,
  d: Next<D, [A, B, C], InOf<A>>,
  e: Next<E, [A, B, C, D], InOf<A>>,
  f: Next<F, [A, B, C, D, E], InOf<A>>,
  g: Next<G, [A, B, C, D, E, F], InOf<A>>,
  h: Next<H, [A, B, C, D, E, F, G], InOf<A>>,
  i: Next<I, [A, B, C, D, E, F, G, H], InOf<A>>,
): Runnable<
  Opaque<InOf<A>>,
  LastOut<[A, B, C, D, E, F, G, H, I], InOf<A>>,
  LastChunk<[A, B, C, D, E, F, G, H, I], InOf<A>>
>;
export function chain<A, B, C, D, E, F, G, H, I>(
  a: First<A>,
  b: Next<B, [A], InOf<A>>,
  c: Next<C, [A, B], InOf<A>>,
  d: Next<D, [A, B, C], InOf<A>>,
  e: Next<E, [A, B, C, D], InOf<A>>,
  f: Next<F, [A, B, C, D, E], InOf<A>>,
  g: Next<G, [A, B, C, D, E, F], InOf<A>>,
  h: Next<H, [A, B, C, D, E, F, G], InOf<A>>,
  i: Next<I, [A, B, C, D, E, F, G, H], InOf<A>>,
  ...rest: readonly StepLike[]
): Runnable<Opaque<InOf<A>>, unknown>;
export function chain<Steps extends readonly StepLike[]>(
  ...steps: Listed<Steps>
): Runnable<
  Opaque<InOf<Steps[0]>>,
  Opaque<OutOf<Steps[number], unknown>>,
  Opaque<ChunkOf<Steps[number], unknown>>
>;
export function chain(...steps: readonly StepLike[]): Runnable<never, unknown> {
  return runnable(sequence(steps.map((step) => toStep(step, 'chain'))));
}
