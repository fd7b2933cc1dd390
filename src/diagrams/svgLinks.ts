import type { Lane } from './Lane.ts';
import type { SvgLayout } from './SvgLayout.ts';
import type { LanePart } from './svgLane.ts';
import { svgNumber } from './svgNumber.ts';

/** Thin lines from the start of each parent down to the starts of its children. */
export function svgLinks(parts: readonly LanePart[], { scale, left }: SvgLayout): string {
  const partOf = new Map<Lane, LanePart>(parts.map((part) => [part.lane, part]));
  return parts
    .map((part) => {
      const parent = part.lane.parent === undefined ? undefined : partOf.get(part.lane.parent);
      if (parent === undefined) return '';
      const [from, to] = [parent, part].map(({ marks }) => svgNumber(left + scale.x(marks[0]?.time ?? 0)));
      return `<path class="link" d="M${from} ${parent.y}V${part.y}H${to}"/>`;
    })
    .join('');
}
