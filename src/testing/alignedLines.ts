/** Two lines one under the other, with the first column marked in which they differ. */
export function alignedLines(expected: string, actual: string): readonly string[] {
  const lines = [`  expected ${expected}`, `  actual   ${actual}`];
  const column = firstDifference(expected, actual);
  return column === -1 ? lines : [...lines, `${' '.repeat('  expected '.length + column)}^ first difference`];
}

function firstDifference(left: string, right: string): number {
  for (let i = 0; i < Math.max(left.length, right.length); i++) if (left[i] !== right[i]) return i;
  return -1;
}
