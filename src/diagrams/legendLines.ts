import type { Mark } from './Mark.ts';
import type { RunLanes } from './RunLanes.ts';

/** The signs that occur, in their order; the letters; and a line per error, with the run where it began. */
export function legendLines(
  marks: readonly Mark[],
  isRunning: boolean,
  letters: readonly string[],
  lanes: RunLanes,
): readonly string[] {
  const used = new Set<string>(marks.map(({ sign }) => sign));
  if (isRunning) used.add('-');
  const errors = new Set(marks.filter(({ sign }) => sign === '#').map(({ text }) => text));
  return [
    signs
      .filter(([sign]) => used.has(sign))
      .map((words) => words.join(' '))
      .join('   '),
    ...letters,
    ...[...errors].map((text) => `# = ${text} (first in ${lanes.originOf(text)?.name})`),
  ];
}

const signs: readonly (readonly [sign: string, meaning: string])[] = [
  ['^', 'start'],
  ['|', 'end'],
  ['#', 'error'],
  ['!', 'cancel'],
  ['-', 'running'],
];
