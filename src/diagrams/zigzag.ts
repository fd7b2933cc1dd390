import { svgNumber } from './svgNumber.ts';

/** A zigzag around a point of a level line, as part of a path. */
export function zigzag(x: number): string {
  return `H${svgNumber(x - 12)}l4 -6l8 12l8 -12l4 6`;
}
