import type { RunConfig } from '../run/RunConfig.ts';
import type { RunStream } from '../run/RunStream.ts';

/** The part of a runnable by which the types of a chain know it: what it takes whole, what it gives whole and in chunks. */
export interface Invocable<in In, out Out, out Chunk = Out> {
  readonly name: string;
  // A property where `stream` is a method: the two forms together let `lambda((value) => …)` take its parameter from
  // the output of the step before it rather than from its chunks.
  /** One value and the completion together; completes empty when nothing came out. */
  readonly invoke: (input: In, config?: RunConfig) => RunStream<Out>;
  /** The chunks of the output, as they come. */
  stream(input: In, config?: RunConfig): RunStream<Chunk>;
}
