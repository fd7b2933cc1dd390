import { isEqual } from './isEqual.ts';
import { Mismatch } from './Mismatch.ts';

/** Compares line by line; throws a `Mismatch` that shows the first line that differs and all that came. */
export function assertLines(
  actual: readonly string[],
  expected: readonly string[],
  what: 'events' | 'drawings' = 'events',
): void {
  if (isEqual(actual, expected)) return;
  let at = 0;
  while (at < actual.length && actual[at] === expected[at]) at++;
  const message = [
    `${what} differ at line ${at + 1}`,
    `  expected ${expected[at] ?? '(no more)'}`,
    `  actual   ${actual[at] ?? '(no more)'}`,
    what === 'events' ? 'told were' : 'drawn was',
    ...actual.map((line) => `  ${line}`),
  ];
  throw new Mismatch(message.join('\n'), actual, expected);
}
