/** A coordinate with two decimals at most. */
export function svgNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}
