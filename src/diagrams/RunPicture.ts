import type { RunEvent } from '../events/RunEvent.ts';
import type { DrawSettings } from './drawSettings.ts';
import { drawStaves } from './drawStaves.ts';
import { RunColumns } from './RunColumns.ts';
import { RunLanes } from './RunLanes.ts';

/**
 * A diagram that grows: is given events with their times, and draws what it has whenever it is asked to. What drawing costs
 * depends on the size of the picture, not on the number of events.
 */
export class RunPicture {
  readonly #settings: DrawSettings;
  readonly #lanes: RunLanes;
  readonly #columns: RunColumns = new RunColumns();
  #first: number | undefined;
  #last = 0;

  constructor(settings: DrawSettings) {
    this.#settings = settings;
    this.#lanes = new RunLanes(settings.selection);
  }

  add(time: number, event: RunEvent): void {
    this.#first ??= time;
    // A clock that is set back does not move the picture back.
    this.#last = Math.max(this.#last, Math.floor(time - this.#first));
    for (const mark of this.#lanes.read(event)) this.#columns.add(this.#last, mark);
  }

  draw(): string {
    return drawStaves(this.#lanes, this.#columns, this.#settings);
  }
}
