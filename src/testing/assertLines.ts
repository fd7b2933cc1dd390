import { isEqual } from './isEqual.ts';
import { Mismatch } from './Mismatch.ts';

/** Compares what was told line by line; throws a `Mismatch` that shows the first line that differs and all that was told. */
export function assertLines(actual: readonly string[], expected: readonly string[]): void {
  if (isEqual(actual, expected)) return;
  let at = 0;
  while (at < actual.length && actual[at] === expected[at]) at++;
  const message = [
    `events differ at line ${at + 1}`,
    `  expected ${expected[at] ?? '(no more)'}`,
    `  actual   ${actual[at] ?? '(no more)'}`,
    'told were',
    ...actual.map((line) => `  ${line}`),
  ];
  throw new Mismatch(message.join('\n'), actual, expected);
}
