import type { RunEvent } from './RunEvent.ts';
import type { RunType } from './RunType.ts';

/** Whether an event is the last of its run: its end, error or cancel. */
export function isTerminalEvent(
  event: RunEvent,
): event is RunEvent<`on_${RunType}_${'end' | 'error' | 'cancel'}`> {
  const name = event.event;
  return name.endsWith('_end') || name.endsWith('_error') || name.endsWith('_cancel');
}
