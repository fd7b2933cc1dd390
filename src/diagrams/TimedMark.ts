import type { Mark } from './Mark.ts';

/** A mark with its time in ms and the place of its event in the recorded list. */
export interface TimedMark extends Mark {
  readonly time: number;
  readonly index: number;
}
