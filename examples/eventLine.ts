import type { RunEvent } from '../src/index.ts';

/**
 * An event as the guide prints it, without `parent_ids`.
 *
 * @example
 * chain.streamEvents('hello').pipe(map(eventLine)).subscribe((line) => process.stdout.write(line));
 */
export function eventLine({ event, data, name, tags, run_id, metadata }: RunEvent): string {
  return `${JSON.stringify({ event, data, name, tags, run_id, metadata })}\n`;
}
