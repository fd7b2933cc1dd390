export type { RecordedEvent } from '../testing/recordEvents.ts';
export type { DrawOptions } from './DrawOptions.ts';
export { drawRun } from './drawRun.ts';
export { drawRunSvg } from './drawRunSvg.ts';
export { type MarblesDrawOptions, toMarbles } from './toMarbles.ts';
