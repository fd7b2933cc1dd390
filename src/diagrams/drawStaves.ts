import { Alphabet } from './Alphabet.ts';
import { cutText } from './cutText.ts';
import type { DrawSettings } from './drawSettings.ts';
import type { Lane } from './Lane.ts';
import { legendLines } from './legendLines.ts';
import type { Mark } from './Mark.ts';
import { type Column, mostChunks, type RunColumns } from './RunColumns.ts';
import type { RunLanes } from './RunLanes.ts';
import { textWidth } from './textWidth.ts';

/** Lanes and columns as text: staves no wider than the picture, each with its ruler, and one legend. */
export function drawStaves(
  lanes: RunLanes,
  { columns, interval }: RunColumns,
  settings: DrawSettings,
): string {
  const shown = lanes.inOrder(settings.maxLanes);
  const alphabet = new Alphabet();
  const write = settings.isText ? shortText : ({ text }: Mark) => alphabet.letterOf(text);
  const bars = barsOf(columns, new Set(shown), write);
  if (bars.length === 0) return '(no events)';

  const unit = interval === 1 ? 'ms' : 'ms/interval';
  const labels = shown.map((lane) => labelOf(lane, Math.max(Math.floor(settings.width / 2), 20)));
  const margin = Math.max(unit.length, ...labels.map(textWidth)) + 2;
  const open = new Set<Lane>();
  let isRunning = false;
  const staves = stavesOf(bars, settings.width - margin).map((stave) => {
    const rows = shown.map((lane, i) => {
      const row = stave.map((bar) => cellOf(bar, lane, open)).join('');
      isRunning ||= row.includes('-');
      return row.trim() === '' ? [] : [`${padded(labels[i]!, margin)}${row}`.trimEnd()];
    });
    const ruler = `${padded(unit, margin)}${stave.map(({ time, width }) => time.padEnd(width)).join('')}`;
    // As in a score, who has nothing in a stave has no line in it.
    return [ruler.trimEnd(), ...rows.flat()].join('\n');
  });
  const hidden = lanes.size - shown.length;
  return [
    ...(settings.title === undefined ? [] : [settings.title]),
    staves.join('\n\n'),
    ...(hidden === 0 ? [] : [`… ${hidden} more run${hidden === 1 ? '' : 's'}`]),
    ...legendLines(
      bars.flatMap(({ marks }) => marks),
      isRunning,
      alphabet.legend(),
      lanes,
    ),
  ].join('\n');
}

/** A column that shows something, with what each lane has in it. */
interface Bar {
  readonly time: string;
  readonly marks: readonly Mark[];
  readonly cells: ReadonlyMap<Lane, Cell>;
  readonly width: number;
}

interface Cell {
  text: string;
  /** Whether the run goes on behind it. */
  isOpen: boolean;
}

function barsOf(
  columns: readonly Column[],
  shown: ReadonlySet<Lane>,
  write: (chunk: Mark) => string,
): readonly Bar[] {
  return columns.flatMap(({ time, marks, chunks }) => {
    const visible = marks.filter(({ lane }) => shown.has(lane));
    if (visible.length === 0) return [];
    const cells = new Map<Lane, Cell>();
    const counted = new Set<Lane>();
    for (const mark of visible) {
      const { lane, sign } = mark;
      const count = chunks.get(lane) ?? 0;
      let text: string = sign;
      if (sign === 'chunk') {
        const isCounted = count > mostChunks;
        text = !isCounted ? write(mark) : counted.has(lane) ? '' : `(${count})`;
        if (isCounted) counted.add(lane);
      }
      const cell = cells.get(lane) ?? { text: '', isOpen: true };
      cell.text += text;
      cell.isOpen = sign === '^' || sign === 'chunk';
      cells.set(lane, cell);
    }
    const label = String(time);
    const width = 1 + Math.max(label.length, ...[...cells.values()].map(({ text }) => textWidth(text)));
    return [{ time: label, marks: visible, cells, width }];
  });
}

/** As many bars in a stave as fit, but one at least. */
function stavesOf(bars: readonly Bar[], room: number): readonly (readonly Bar[])[] {
  const staves: Bar[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const bar of bars) {
    used += bar.width;
    if (used > room) {
      staves.push([]);
      used = bar.width;
    }
    staves.at(-1)!.push(bar);
  }
  return staves;
}

/** What a lane has in a bar, filled up; keeps the set of the lanes that are open. */
function cellOf({ cells, width }: Bar, lane: Lane, open: Set<Lane>): string {
  const cell = cells.get(lane);
  if (cell?.isOpen === true) open.add(lane);
  else if (cell !== undefined) open.delete(lane);
  const text = cell?.text ?? '';
  return text + (open.has(lane) ? '-' : ' ').repeat(width - textWidth(text));
}

function labelOf({ name, depth }: Lane, width: number): string {
  return cutText(' '.repeat(Math.min(2 * depth, width - 12)) + name, width);
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(width - textWidth(text));
}

const longestText = 16;

function shortText({ text }: Mark): string {
  return cutText(text, longestText);
}
