/** What a matcher says of a value, as test runners take it. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** What a matcher needs of its runner; `equals` knows `expect.any(…)` and its kind. */
export interface Matching {
  readonly isNot: boolean;
  equals(left: unknown, right: unknown): boolean;
}
