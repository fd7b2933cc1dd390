import type { BenchCase } from './BenchCase.ts';
import { ratio, type Verdict, written } from './judge.ts';
import { type Measured, median } from './measure.ts';

/** The case as lines: a row for each candidate with median, spread and the ratio to the first gate's base. */
export function table(
  name: string,
  benchCase: BenchCase,
  measured: Measured,
  verdicts: readonly Verdict[],
): string {
  const base = baseOf(benchCase, measured);
  const head = ['', measured.unit, ...(base === undefined ? [] : [`x ${base}`]), 'spread', 'rounds', ''];
  const rows = measured.rows.map((row) => [
    row.candidate,
    written(median(row.figures)),
    ...(base === undefined ? [] : [written(ratio(measured, row.candidate, base))]),
    spread(row.figures),
    String(row.figures.length),
    row.note ?? '',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]!.length)));
  const lines = [head, ...rows].map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 || column === cells.length - 1
          ? cell.padEnd(widths[column]!)
          : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
  const gates = verdicts.map(({ text, passed }) => `${passed ? 'ok  ' : 'FAIL'} ${text}`);
  return [`${name}: ${benchCase.about}`, ...lines, ...gates]
    .map((line, index) => (index === 0 ? line : `  ${line}`))
    .join('\n');
}

/** Half of the figures lie within this range of the median, in per cent of it. */
function spread(figures: readonly number[]): string {
  if (figures.length < 3) return '';
  const sorted = [...figures].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 4)]!;
  const high = sorted[Math.ceil(((sorted.length - 1) * 3) / 4)]!;
  return `±${Math.round((Math.abs(high - low) / 2 / Math.abs(median(figures))) * 100)}%`;
}

function baseOf(benchCase: BenchCase, measured: Measured): string | undefined {
  if (benchCase.kind === 'growth') return undefined;
  const named = benchCase.gates.flatMap((gate) => ('to' in gate && gate.to !== undefined ? [gate.to] : []));
  const own = benchCase.gates.flatMap((gate) => ('than' in gate ? [gate.of] : []));
  return [...named, ...own].find((candidate) => measured.rows.some((row) => row.candidate === candidate));
}
