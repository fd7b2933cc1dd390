import type { BenchCase, Gate } from './BenchCase.ts';
import { type Measured, median } from './measure.ts';

export interface Verdict {
  readonly text: string;
  readonly passed: boolean;
}

/** One verdict for each gate. A gate on a candidate that was not measured is a fault, not a pass. */
export function judge(benchCase: BenchCase, measured: Measured): readonly Verdict[] {
  return benchCase.gates.map((gate) => {
    const figure = figureOf(gate, measured);
    const passed = 'atLeast' in gate ? figure >= gate.atLeast : figure <= gate.atMost;
    const limit = 'atLeast' in gate ? `at least ${written(gate.atLeast)}` : `at most ${written(gate.atMost)}`;
    const aim = gate.aim === undefined ? '' : `, aim ${written(gate.aim)}`;
    return { text: `${title(gate)} ${written(figure)} (${limit}${aim})`, passed };
  });
}

/** Median over the rounds of the ratio within a round: two candidates of one round had the same machine. */
export function ratio(measured: Measured, over: string, under: string): number {
  const above = figuresOf(measured, over);
  const below = figuresOf(measured, under);
  const shared = Math.min(above.length, below.length);
  return median(above.slice(0, shared).map((figure, round) => figure / below[round]!));
}

/** Three digits, without an exponent. */
export function written(figure: number): string {
  if (!Number.isFinite(figure)) return String(figure);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(figure) || 1)));
  return figure.toFixed(Math.min(decimals, 4)).replace(/\B(?=(\d{3})+$)/g, decimals === 0 ? ',' : '');
}

function figureOf(gate: Gate, measured: Measured): number {
  if ('than' in gate) return ratio(measured, gate.than, gate.of);
  if (gate.to !== undefined) return ratio(measured, gate.of, gate.to);
  return median(figuresOf(measured, gate.of));
}

function title(gate: Gate): string {
  if ('than' in gate) return `${gate.of} faster than ${gate.than}`;
  return gate.to === undefined ? gate.of : `${gate.of} / ${gate.to}`;
}

function figuresOf(measured: Measured, candidate: string): readonly number[] {
  const row = measured.rows.find((each) => each.candidate === candidate);
  if (row === undefined) throw new Error(`A gate names "${candidate}", which is no candidate of the case.`);
  return row.figures;
}
