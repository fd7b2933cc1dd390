/**
 * Run ids that a test can foresee: r1, r2, … One source per test.
 *
 * @example
 * chain.streamEvents('hi', { newRunId: sequentialIds() });
 */
export function sequentialIds(prefix: string = 'r'): () => string {
  let count = 0;
  return () => `${prefix}${++count}`;
}
