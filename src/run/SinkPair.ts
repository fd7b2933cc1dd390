import type { RunConfig } from './RunConfig.ts';

type Sink = NonNullable<RunConfig['events']>;

/** Sinks that were bound at two levels, as one; a hub takes it apart again. */
export class SinkPair {
  readonly sinks: readonly Sink[];

  constructor(first: Sink, second: Sink) {
    this.sinks = [...sinksOf(first), ...sinksOf(second)];
  }

  next(event: Parameters<Sink['next']>[0]): void {
    for (const sink of this.sinks) sink.next(event);
  }
}

export function sinksOf(sink: Sink | undefined): readonly Sink[] {
  if (sink === undefined) return [];
  return sink instanceof SinkPair ? sink.sinks : [sink];
}
