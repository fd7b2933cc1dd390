import type { RunEvent } from './RunEvent.ts';

export type RunPhase = 'start' | 'stream' | 'end' | 'error' | 'cancel';

/** Where in its run an event stands: `start`, `stream`, `end`, `error` or `cancel`; `custom` for a custom event. */
export function phaseOfEvent(event: RunEvent): RunPhase | 'custom' {
  const name = event.event;
  return name === 'on_custom_event' ? 'custom' : (name.slice(name.lastIndexOf('_') + 1) as RunPhase);
}
