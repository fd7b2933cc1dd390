import type { Mark } from './Mark.ts';
import { svgNumber } from './svgNumber.ts';

/** Each sign has a shape of its own: a dot, an upright stroke, a cross, a slanted stroke. */
const shapes: Readonly<Record<Sign, readonly [name: string, path: string, reach: number]>> = {
  '^': ['start', 'm-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z', 2.5],
  '|': ['end', 'm0 -12v24', 1],
  '#': ['error', 'm-11 -11l22 22m0 -22l-22 22', 11],
  '!': ['cancel', 'm-5 12l10 -24', 5],
};

export type Sign = Exclude<Mark['sign'], 'chunk'>;

/** How far a sign reaches to the left and to the right of its point. */
export function signReach(sign: Sign): number {
  return shapes[sign][2];
}

/** The sign of a start, an end, an error or a cancel around a point; `attributes` are added as they are. */
export function svgSign(sign: Sign, x: number, y: number, attributes: string): string {
  const [name, path] = shapes[sign];
  return `<path class="sign ${name}"${attributes} d="M${svgNumber(x)} ${svgNumber(y)}${path}"/>`;
}
