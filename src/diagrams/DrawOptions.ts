import type { EventFilter } from '../events/EventFilter.ts';

export interface DrawOptions {
  /** How wide the picture may be: characters (default: the terminal's, else 100), or pixels of an SVG (default 960). */
  readonly width?: number | undefined;
  /** Which runs have a lane; what runs inside a hidden run moves out by one level. */
  readonly filter?: EventFilter | undefined;
  /** How many lanes are drawn (default 40); the rest is counted. */
  readonly maxLanes?: number | undefined;
  /** Letters with a legend (default), or short texts in their place. */
  readonly values?: 'letters' | 'text' | undefined;
  /** A heading; of an SVG also its accessible name. */
  readonly title?: string | undefined;
}
