import type { RecordedEvent } from '../testing/recordEvents.ts';
import { checkRecorded } from './checkRecorded.ts';
import type { DrawOptions } from './DrawOptions.ts';
import { drawSettings } from './drawSettings.ts';
import { RunPicture } from './RunPicture.ts';
import { terminalWidth } from './terminalWidth.ts';

/**
 * A recorded run as a marble diagram in plain text: a lane per run, indented under its parent; a column per instant; letters for
 * chunks, by their value. A run that is not over is drawn open; without events it is `(no events)`. Wrong options, and events
 * that were not recorded, throw (`bad_input`, `unknown_filter`, `bad_filter`).
 *
 * Time is not to scale: the ruler tells it. More than nine chunks of a run at one instant are counted, `(12)`; past 200 instants
 * neighbours merge into intervals; what is wider than `width` goes on below.
 *
 * @example
 * chain.streamEvents('hi').pipe(recordEvents()).subscribe((events) => console.log(drawRun(events)));
 * // ms                  0   5  10
 * // RunnableSequence    ^---a--|
 * //   model             ^---a--|
 * //   StrOutputParser       ^a-|
 * // ^ start   | end   - running
 * // a = "Hello"
 */
export function drawRun(events: readonly RecordedEvent[], options: DrawOptions = {}): string {
  checkRecorded(events, 'drawRun');
  const picture = new RunPicture(drawSettings(options, 'drawRun', terminalWidth()));
  for (const { time, event } of events) picture.add(time, event);
  return picture.draw();
}
