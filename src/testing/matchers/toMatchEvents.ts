import type { RunEvent, RunEventName } from '../../events/RunEvent.ts';
import { RunnableError } from '../../RunnableError.ts';
import type { RecordedEvent } from '../recordEvents.ts';
import type { MatcherResult, Matching } from './MatcherResult.ts';

/** What is asked of one event; of `data` and `metadata` only the members that are named. */
export interface EventPattern {
  readonly event: RunEventName;
  readonly name?: unknown;
  readonly tags?: unknown;
  readonly data?: unknown;
  readonly metadata?: unknown;
}

/** As many events as patterns, in the same order, each with what its pattern names. */
export function toMatchEvents(
  this: Matching,
  received: unknown,
  patterns: readonly EventPattern[],
): MatcherResult {
  if (!Array.isArray(received)) {
    throw new RunnableError('toMatchEvents wants a list of events, as recordEvents and recordRun give it.', {
      code: 'bad_input',
    });
  }
  const events = (received as readonly (RunEvent | RecordedEvent)[]).map(eventIn);
  const length = Math.max(events.length, patterns.length);
  const differing = Array.from({ length }, (_, i) => i).find(
    (i) => i >= events.length || i >= patterns.length || !fits(events[i], patterns[i], this),
  );
  return {
    pass: differing === undefined,
    message: () =>
      differing === undefined
        ? 'the events are these'
        : [
            `events differ at number ${differing + 1}`,
            `  expected ${JSON.stringify(patterns[differing]) ?? '(no more)'}`,
            `  actual   ${shown(events[differing], patterns[differing])}`,
            'told were',
            ...events.map(({ event, name }) => `  ${event} ${name}`),
          ].join('\n'),
    actual: events,
    expected: patterns,
  };
}

function eventIn(entry: RunEvent | RecordedEvent): RunEvent {
  return typeof entry.event === 'string' ? (entry as RunEvent) : entry.event;
}

function shown(event: RunEvent | undefined, pattern: EventPattern | undefined): string {
  if (event === undefined) return '(no more)';
  if (pattern === undefined) return `${event.event} ${event.name}`;
  const keys = Object.keys(pattern) as (keyof RunEvent)[];
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, event[key]])));
}

function fits(value: unknown, pattern: unknown, matching: Matching): boolean {
  if (!isRecord(pattern) || !isRecord(value)) return matching.equals(value, pattern);
  return Object.keys(pattern).every((key) => fits(value[key], pattern[key], matching));
}

/** A plain one: not a list, not an asymmetric matcher. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !('asymmetricMatch' in value)
  );
}
