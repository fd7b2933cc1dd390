import type { RecordedEvent } from '../testing/recordEvents.ts';
import type { RunLanes } from './RunLanes.ts';
import type { TimedMark } from './TimedMark.ts';

/** The marks of recorded events; times are whole ms since the first event, and never go back. */
export function timedMarks(events: readonly RecordedEvent[], lanes: RunLanes): readonly TimedMark[] {
  const first = events[0]?.time ?? 0;
  let last = 0;
  return events.flatMap(({ time, event }, index) => {
    last = Math.max(last, Math.floor(time - first));
    return lanes.read(event).map((mark) => ({ ...mark, time: last, index }));
  });
}
