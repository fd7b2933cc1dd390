import type { Alphabet } from './Alphabet.ts';
import type { TimeScale } from './TimeScale.ts';

/** What the parts of one SVG share: where things are, in pixels, and how values are written. */
export interface SvgLayout {
  readonly scale: TimeScale;
  /** Where time 0 is. */
  readonly left: number;
  /** Where an open line ends. */
  readonly right: number;
  /** What is free on both sides of the first and the last instant. */
  readonly margin: number;
  readonly ruler: number;
  /** The middle of the first lane. */
  readonly top: number;
  /** Where the lanes end. */
  readonly bottom: number;
  readonly alphabet: Pick<Alphabet, 'letterOf'>;
  readonly isText: boolean;
}

/** The height of a lane. */
export const laneHeight = 30;
/** How far a child stands to the right of its parent. */
export const laneIndent = 16;
/** Of a character: names and legend, and the labels of marbles and of the ruler. */
export const characterWidth: { readonly name: number; readonly label: number } = { name: 7.3, label: 6.7 };
