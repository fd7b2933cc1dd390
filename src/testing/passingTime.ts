const longestDashes = 9;

/** Milliseconds in the marble language: dashes for a few, a written time for more. */
export function passingTime(ms: number): string {
  return ms > longestDashes ? ` ${ms}ms ` : '-'.repeat(ms);
}
