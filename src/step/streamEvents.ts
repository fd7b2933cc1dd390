import { Observable } from 'rxjs';
import { filterEvents } from '../../operators/filterEvents.ts';
import type { EventFilter } from '../events/EventFilter.ts';
import type { RunEvent } from '../events/RunEvent.ts';
import { findRun } from '../run/findRun.ts';
import type { RunConfig, StreamEventsOptions } from '../run/RunConfig.ts';
import { RunStream } from '../run/RunStream.ts';
import { SinkPair } from '../run/SinkPair.ts';
import { StreamSink } from '../run/StreamSink.ts';
import { attach } from './attach.ts';
import { openRun, runOf } from './openRun.ts';
import type { Step } from './Step.ts';

const configKeys: ReadonlySet<string> = new Set<keyof RunConfig>([
  'runName',
  'tags',
  'metadata',
  'runId',
  'newRunId',
  'events',
  'signal',
]);

/** The events of one run over an input; its chunks are in them. Ends and fails with the run; leaving it cancels the run. */
export function streamEvents(step: Step, value: unknown, options: StreamEventsOptions): RunStream<RunEvent> {
  const { version, ...rest } = options;
  const filter = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !configKeys.has(key)),
  ) as EventFilter;
  const all = eventsOf(step, value, options);
  if (Object.keys(filter).length === 0) return new RunStream((subscriber) => void all.subscribe(subscriber));
  const shown = all.pipe(filterEvents(filter));
  return new RunStream((subscriber) => void shown.subscribe(subscriber));
}

function eventsOf(step: Step, value: unknown, options: StreamEventsOptions): Observable<RunEvent> {
  return new Observable((subscriber) => {
    const sink = new StreamSink(subscriber);
    const config = {
      ...options,
      events: options.events === undefined ? sink : new SinkPair(options.events, sink),
    };
    const parent = runOf(options) ?? findRun(subscriber);
    const output = openRun(step, { value }, { config, parent });
    attach(subscriber, output, {
      error: (error) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
  });
}
