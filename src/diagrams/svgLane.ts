import { cutText } from './cutText.ts';
import { escapeXml } from './escapeXml.ts';
import type { Lane } from './Lane.ts';
import { laneDescription } from './laneDescription.ts';
import type { Marble } from './Marble.ts';
import { marbleRadius } from './marblesOf.ts';
import { laneIndent, type SvgLayout } from './SvgLayout.ts';
import { svgNumber } from './svgNumber.ts';
import { type Sign, signReach, svgSign } from './svgSign.ts';
import { svgText } from './svgText.ts';
import type { TimedMark } from './TimedMark.ts';
import { zigzag } from './zigzag.ts';

/** A lane at its place: its name, its line from start to terminal, its signs, and its marbles on top. */
export interface LanePart {
  readonly lane: Lane;
  readonly marks: readonly TimedMark[];
  readonly marbles: readonly Marble[];
  readonly y: number;
}

export const longestName = 40;
const deepestIndent = 12;
const mostTold = 12;

/** Where the name of a lane begins. */
export function nameIndent({ depth }: Lane): number {
  return 16 + laneIndent * Math.min(depth, deepestIndent);
}

export function svgLane({ lane, marks, marbles, y }: LanePart, layout: SvgLayout): string {
  const end = endOf(marks, marbles, layout);
  const signs = marks.map(({ sign, time, index }) => {
    if (sign === 'chunk') return '';
    return svgSign(
      sign,
      sign === '^' ? layout.left + layout.scale.x(time) : end,
      y,
      dataOf(lane, [{ index }]),
    );
  });
  return [
    `<g class="${lane.type}" role="listitem" aria-label="${escapeXml(laneDescription(lane, marks))}">`,
    svgText(cutText(lane.name, longestName), nameIndent(lane), y + 4),
    `<path class="line" d="${linePath(marks, end, y, layout)}"/>`,
    ...signs,
    ...marbles.map((marble) => svgMarble(marble, lane, y, layout)),
    '</g>',
  ].join('');
}

/** Where a lane ends: at the time of its terminal, behind a marble that would hide the sign, or at the edge while it is open. */
function endOf(
  marks: readonly TimedMark[],
  marbles: readonly Marble[],
  { scale, left, right }: SvgLayout,
): number {
  const terminal = terminalOf(marks);
  if (terminal === undefined) return right;
  const behind = (marbles.at(-1)?.right ?? Number.NEGATIVE_INFINITY) + signReach(terminal.sign) + 2;
  return left + Math.max(scale.x(terminal.time), behind);
}

function terminalOf(marks: readonly TimedMark[]): (TimedMark & { readonly sign: Sign }) | undefined {
  const last = marks.at(-1);
  return last === undefined || last.sign === '^' || last.sign === 'chunk'
    ? undefined
    : { ...last, sign: last.sign };
}

/** From start to terminal, with a zigzag over what is cut; an arrow while the run is open. */
function linePath(marks: readonly TimedMark[], end: number, y: number, { scale, left }: SvgLayout): string {
  const first = marks[0]?.time ?? 0;
  const terminal = terminalOf(marks);
  const crossed = scale.cuts.filter(({ from, to }) => from >= first && !(to > (terminal?.time ?? to)));
  return [
    `M${svgNumber(left + scale.x(first))} ${y}`,
    ...crossed.map((cut) => zigzag(left + cut.left + cut.width / 2)),
    `H${svgNumber(end)}`,
    terminal === undefined ? 'm-7 -5l7 5l-7 5' : '',
  ].join('');
}

function svgMarble({ left, right, chunks, label }: Marble, lane: Lane, y: number, layout: SvgLayout): string {
  const x = layout.left + (left + right) / 2;
  const shape =
    right - left > 2 * marbleRadius + 0.01
      ? `<rect class="marble" x="${svgNumber(layout.left + left)}" y="${y - marbleRadius}" width="${svgNumber(right - left)}" height="${2 * marbleRadius}" rx="${marbleRadius}"/>`
      : `<circle class="marble" cx="${svgNumber(x)}" cy="${y}" r="${marbleRadius}"/>`;
  const text =
    label === undefined
      ? ''
      : `<text class="label" x="${svgNumber(x)}" y="${y + 4}">${escapeXml(marbleLabel(chunks, label, layout))}</text>`;
  const told = chunks.slice(0, mostTold).map((chunk) => chunk.text);
  if (chunks.length > mostTold) told.push(`… ${chunks.length - mostTold} more`);
  return `<g class="chunk"${dataOf(lane, chunks)}><title>${escapeXml(told.join(' '))}</title>${shape}${text}</g>`;
}

/** What stands in a marble. */
export function marbleLabel(
  chunks: readonly TimedMark[],
  label: 'values' | 'count',
  { alphabet, isText }: Pick<SvgLayout, 'alphabet' | 'isText'>,
): string {
  if (label === 'count') return `×${chunks.length}`;
  return chunks.map(({ text }) => (isText ? cutText(text, 12) : alphabet.letterOf(text))).join('');
}

/** The run, and the place of the event in the recorded list; of several chunks the first and the last. */
function dataOf({ runId }: Lane, marks: readonly Pick<TimedMark, 'index'>[]): string {
  const first = marks[0]?.index;
  const last = marks.at(-1)?.index;
  const range = first === last ? '' : ` data-last="${last}"`;
  return ` data-run="${escapeXml(runId)}" data-index="${first}"${range}`;
}
