/** What a test expected is not what came. A runner that knows `actual` and `expected` shows its own difference as well. */
export class Mismatch extends Error {
  override readonly name: string = 'AssertionError';
  readonly actual: unknown;
  readonly expected: unknown;

  constructor(message: string, actual: unknown, expected: unknown) {
    super(message);
    this.actual = actual;
    this.expected = expected;
  }
}
