/** Thrown by a kernel whose chunk still led to an output before it failed: the output goes on, then the error. */
export class FailAfter {
  readonly output: unknown;
  readonly error: unknown;

  constructor(output: unknown, error: unknown) {
    this.output = output;
    this.error = error;
  }
}
