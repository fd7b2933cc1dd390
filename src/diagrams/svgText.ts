import { escapeXml } from './escapeXml.ts';
import { characterWidth } from './SvgLayout.ts';
import { svgNumber } from './svgNumber.ts';
import { textWidth } from './textWidth.ts';

/** A line of text that takes the room that was reckoned for it, whatever font the reader has. */
export function svgText(text: string, x: number, y: number): string {
  const length = svgNumber(textWidth(text) * characterWidth.name);
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escapeXml(text)}</text>`;
}
