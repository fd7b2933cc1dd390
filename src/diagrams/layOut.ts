import type { RecordedEvent } from '../testing/recordEvents.ts';
import { Alphabet } from './Alphabet.ts';
import { cutText } from './cutText.ts';
import type { DrawSettings } from './drawSettings.ts';
import type { Lane } from './Lane.ts';
import { legendLines } from './legendLines.ts';
import type { Mark } from './Mark.ts';
import { marblesOf } from './marblesOf.ts';
import { RunLanes } from './RunLanes.ts';
import { characterWidth, laneHeight, type SvgLayout } from './SvgLayout.ts';
import { type LanePart, longestName, marbleLabel, nameIndent } from './svgLane.ts';
import type { TimedMark } from './TimedMark.ts';
import { TimeScale } from './TimeScale.ts';
import { textWidth } from './textWidth.ts';
import { timedMarks } from './timedMarks.ts';

/** Recorded events, read and put in their places. */
export interface Drawing {
  readonly name: string;
  readonly layout: SvgLayout;
  readonly parts: readonly LanePart[];
  readonly instants: readonly number[];
  /** How many runs have no lane, since there are too many. */
  readonly hidden: number;
  readonly signs: ReadonlySet<Mark['sign']>;
  /** The lines of the legend, that of the signs first. */
  readonly legend: readonly string[];
}

/** Where everything in an SVG stands: lanes from above, time from the left, and the marbles with their letters. */
export function layOut(events: readonly RecordedEvent[], settings: DrawSettings): Drawing {
  const lanes = new RunLanes(settings.selection);
  const marksOf = byLane(timedMarks(events, lanes));
  const shown = lanes.inOrder(settings.maxLanes);
  const marks = shown.flatMap((lane) => marksOf.get(lane) ?? []).sort((a, b) => a.index - b.index);
  const instants = [...new Set(marks.map(({ time }) => time))];
  const hidden = lanes.size - shown.length;
  const alphabet = new Alphabet();
  const layout = layoutFor(shown, instants, hidden, alphabet, settings);
  const x = (time: number): number => layout.scale.x(time);
  const widthOf = (chunks: readonly TimedMark[], label: 'values' | 'count'): number =>
    textWidth(marbleLabel(chunks, label, layout.isText ? layout : oneLetter)) * characterWidth.label + 8;
  const bounds = [-layout.margin, layout.scale.width + layout.margin] as const;
  const parts = shown.map((lane, i): LanePart => {
    const own = marksOf.get(lane) ?? [];
    const chunks = own.filter(({ sign }) => sign === 'chunk');
    return {
      lane,
      marks: own,
      marbles: marblesOf(chunks, x, widthOf, bounds),
      y: layout.top + i * laneHeight,
    };
  });
  if (!settings.isText) giveLetters(parts, alphabet);
  const isRunning = parts.some((part) => part.marks[0]?.time !== part.marks.at(-1)?.time || isOpen(part));
  return {
    name: nameOf(shown),
    layout,
    parts,
    instants,
    hidden,
    signs: new Set(marks.map(({ sign }) => sign)),
    legend: legendLines(marks, isRunning, alphabet.legend(), lanes),
  };
}

/** Stands in while it is not known which letter a value gets. */
const oneLetter = { alphabet: { letterOf: () => 'a' }, isText: false };

function byLane(marks: readonly TimedMark[]): ReadonlyMap<Lane, TimedMark[]> {
  const marksOf = new Map<Lane, TimedMark[]>();
  for (const mark of marks) {
    const own = marksOf.get(mark.lane);
    if (own === undefined) marksOf.set(mark.lane, [mark]);
    else own.push(mark);
  }
  return marksOf;
}

function layoutFor(
  lanes: readonly Lane[],
  instants: readonly number[],
  hidden: number,
  alphabet: Alphabet,
  { width, isText, title }: DrawSettings,
): SvgLayout {
  const names = lanes.map(
    (lane) => nameIndent(lane) + textWidth(cutText(lane.name, longestName)) * characterWidth.name,
  );
  const margin = isText ? 52 : 24;
  const left = Math.ceil(Math.max(60, ...names)) + margin + 4;
  const ruler = title === undefined ? 44 : 68;
  const top = ruler + laneHeight;
  const room = Math.max(width - left - 2 * margin, 160);
  const scale = new TimeScale(instants, room, isText ? 110 : 24);
  const bottom = top + (lanes.length + (hidden === 0 ? 0 : 1)) * laneHeight - laneHeight / 2;
  return { scale, left, right: left + scale.width + 24, margin, ruler, top, bottom, alphabet, isText };
}

/** Letters go by order of appearance, so from left to right over all lanes. */
function giveLetters(parts: readonly LanePart[], alphabet: Alphabet): void {
  const lettered = parts.flatMap(({ marbles }) =>
    marbles.flatMap(({ chunks, label }) => (label === 'values' ? chunks : [])),
  );
  for (const { text } of lettered.sort((a, b) => a.index - b.index)) alphabet.letterOf(text);
}

function isOpen({ marks }: LanePart): boolean {
  const sign = marks.at(-1)?.sign;
  return sign === '^' || sign === 'chunk';
}

function nameOf(lanes: readonly Lane[]): string {
  const roots = lanes.filter(({ parent }) => parent === undefined).map(({ name }) => name);
  if (roots.length === 0) return 'No events';
  const more = roots.length > 3 ? `, and ${roots.length - 3} more` : '';
  return `Marble diagram of ${roots.slice(0, 3).join(', ')}${more}`;
}
