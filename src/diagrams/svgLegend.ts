import { cutText } from './cutText.ts';
import type { Mark } from './Mark.ts';
import { characterWidth } from './SvgLayout.ts';
import { svgNumber } from './svgNumber.ts';
import { svgSign } from './svgSign.ts';
import { svgText } from './svgText.ts';
import { textWidth } from './textWidth.ts';

export interface SvgLegend {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const lineHeight = 18;
const mostLines = 16;
const longestLine = 110;

/** The signs that occur, drawn, and lines of text below them; at most 16 of these. */
export function svgLegend(signs: ReadonlySet<Mark['sign']>, lines: readonly string[], y: number): SvgLegend {
  let x = 22;
  const drawn = meanings
    .filter(([sign]) => signs.has(sign))
    .map(([sign, meaning]) => {
      const shape = svgSign(sign, x, y - 4, '');
      const text = `<text x="${svgNumber(x + 18)}" y="${y}">${meaning}</text>`;
      x += 18 + meaning.length * characterWidth.name + 30;
      return shape + text;
    });
  const shown = lines.length > mostLines ? lines.slice(0, mostLines - 1) : lines;
  const rest = lines.length - shown.length;
  const texts = [...shown, ...(rest === 0 ? [] : [`… ${rest} more`])].map((line) =>
    cutText(line, longestLine),
  );
  return {
    svg: [...drawn, ...texts.map((line, i) => svgText(line, 16, y + (i + 1) * lineHeight + 8))].join(''),
    width: Math.max(x, ...texts.map((line) => 32 + textWidth(line) * characterWidth.name)),
    height: (texts.length + 1) * lineHeight + 8,
  };
}

const meanings: readonly (readonly [sign: Exclude<Mark['sign'], 'chunk'>, meaning: string])[] = [
  ['^', 'start'],
  ['|', 'end'],
  ['#', 'error'],
  ['!', 'cancel'],
];
