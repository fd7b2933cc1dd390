import type { LogEntry } from './EventLog.ts';

/** An entry of a log as a server-sent event. Its id says the run too, so that it fits no other. */
export function sseFrame(runId: string, { id, event }: LogEntry): string {
  const kind = event.kind === 'event' ? '' : `event: ${event.kind}\n`;
  // A log of somebody else's may hand out text with line ends: each line is a `data` of its own.
  const data = event.data.replace(/\r\n?|\n/g, '\ndata: ');
  return `${kind}id: ${runId}:${encodeURIComponent(id)}\ndata: ${data}\n\n`;
}
