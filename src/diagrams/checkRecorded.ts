import { RunnableError } from '../RunnableError.ts';
import type { RecordedEvent } from '../testing/recordEvents.ts';

/** Refuses what is no list of recorded events, such as one of events as they are told; `caller` is named. */
export function checkRecorded(events: readonly RecordedEvent[], caller: string): void {
  const wrong = Array.isArray(events) ? events.findIndex((entry) => !isRecorded(entry)) : 0;
  if (wrong === -1) return;
  const what = Array.isArray(events) ? `element ${wrong} is no { time, event }` : 'it got no list';
  throw new RunnableError(
    `${caller} draws recorded events; ${what}. Record them: chain.streamEvents(input).pipe(recordEvents()).`,
    { code: 'bad_input' },
  );
}

function isRecorded(entry: unknown): boolean {
  const { time, event } = (entry ?? {}) as { readonly time?: unknown; readonly event?: unknown };
  return (
    typeof time === 'number' && typeof (event as { readonly run_id?: unknown } | null)?.run_id === 'string'
  );
}
