import type { RecordedEvent } from '../testing/recordEvents.ts';
import { checkRecorded } from './checkRecorded.ts';
import type { DrawOptions } from './DrawOptions.ts';
import { drawSettings } from './drawSettings.ts';
import { escapeXml } from './escapeXml.ts';
import { layOut } from './layOut.ts';
import { characterWidth } from './SvgLayout.ts';
import { svgLane } from './svgLane.ts';
import { svgLegend } from './svgLegend.ts';
import { svgLinks } from './svgLinks.ts';
import { svgRuler } from './svgRuler.ts';
import { svgStyle } from './svgStyle.ts';
import { textHash } from './textHash.ts';
import { textWidth } from './textWidth.ts';

/**
 * A recorded run as a marble diagram in one `<svg>`: a lane per run, time to scale, chunks as marbles. What lies too near together is
 * one marble with a count; a gap over ten times the median is cut by a zigzag. Light or dark by the reader's preference, with a
 * description for those who listen, without scripts. Wrong options, and events that were not recorded, throw (`bad_input`,
 * `unknown_filter`, `bad_filter`).
 *
 * Marbles and signs carry `data-run` (the id of the run) and `data-index` (the place of their event in `events`).
 *
 * @example
 * chain.streamEvents('hi').pipe(recordEvents()).subscribe((events) => show(drawRunSvg(events, { title: 'A greeting' })));
 */
export function drawRunSvg(events: readonly RecordedEvent[], options: DrawOptions = {}): string {
  const settings = drawSettings(options, 'drawRunSvg', 960);
  checkRecorded(events, 'drawRunSvg');
  const drawing = layOut(events, settings);
  const { layout, parts, instants, hidden, signs, legend } = drawing;
  const title = settings.title ?? drawing.name;
  const key = svgLegend(signs, linesOf(legend), layout.bottom + 20);
  const heading = settings.title === undefined ? 0 : 32 + textWidth(title) * headingWidth;
  const width = Math.ceil(Math.max(layout.right + layout.margin, key.width, heading));
  const height = layout.bottom + 20 + key.height;
  const content = [
    `<rect class="paper" width="${width}" height="${height}" rx="6"/>`,
    heading === 0 ? '' : `<text class="title" x="16" y="28">${escapeXml(title)}</text>`,
    parts.length === 0 ? `<text x="16" y="${layout.ruler}">(no events)</text>` : svgRuler(instants, layout),
    svgLinks(parts, layout),
    `<g role="list">${parts.map((part) => svgLane(part, layout)).join('\n')}</g>`,
    hidden === 0
      ? ''
      : `<text x="16" y="${layout.bottom - 8}">… ${hidden} more run${hidden === 1 ? '' : 's'}</text>`,
    key.svg,
  ];
  const body = content.filter((part) => part !== '').join('\n');
  const id = `rxchain-${textHash(title + body)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" id="${id}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title id="${id}-title">${escapeXml(title)}</title>`,
    `<desc id="${id}-desc">${legend.map(escapeXml).join('\n')}</desc>`,
    `<style>${svgStyle(id)}</style>`,
    `${body}</svg>`,
  ].join('\n');
}

/** Of a character of the heading. */
const headingWidth = characterWidth.name * 1.2;

/** The legend below the picture: errors first, since there they are not lost when it is long, and their sign is drawn. */
function linesOf([, ...lines]: readonly string[]): readonly string[] {
  const errors = lines.filter((line) => line.startsWith(errorSign));
  const letters = lines.filter((line) => !line.startsWith(errorSign));
  return [...errors.map((line) => line.slice(errorSign.length)), ...letters];
}

const errorSign = '# = ';
