import { durationText } from './durationText.ts';
import { characterWidth, type SvgLayout } from './SvgLayout.ts';
import { svgNumber } from './svgNumber.ts';
import { zigzag } from './zigzag.ts';

/** The ruler above the lanes: as many instants as have room for their number, and how long the gaps are that are cut. */
export function svgRuler(instants: readonly number[], { scale, left, right, ruler: y }: SvgLayout): string {
  const ticks = labelled(instants, (time) => scale.x(time)).map((time) => {
    const x = svgNumber(left + scale.x(time));
    return `<path class="link" d="M${x} ${y}v6"/><text class="label" x="${x}" y="${y - 5}">${time}</text>`;
  });
  const middles = scale.cuts.map((cut) => left + cut.left + cut.width / 2);
  const lengths = scale.cuts.map(
    ({ from, to }, i) =>
      `<text class="label" x="${svgNumber(middles[i]!)}" y="${y - 20}">${durationText(to - from)}</text>`,
  );
  return [
    `<text x="16" y="${y + 4}">ms</text>`,
    `<path class="link" d="M${left} ${y}${middles.map(zigzag).join('')}H${svgNumber(right)}"/>`,
    ...ticks,
    ...lengths,
  ].join('');
}

/** The first and the last, and between them from left to right each that is clear of its neighbours. */
function labelled(instants: readonly number[], x: (time: number) => number): readonly number[] {
  const half = (time: number): number => (String(time).length * characterWidth.label) / 2 + 4;
  const first = instants[0];
  const last = instants.at(-1);
  if (first === undefined || last === undefined) return [];
  const shown = [first];
  let edge = x(first) + half(first);
  const end = x(last) - half(last);
  for (const time of instants.slice(1, -1)) {
    if (x(time) - half(time) < edge || x(time) + half(time) > end) continue;
    shown.push(time);
    edge = x(time) + half(time);
  }
  return first === last || end < edge ? shown : [...shown, last];
}
