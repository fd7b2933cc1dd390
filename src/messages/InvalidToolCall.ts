/** A call that cannot be run: unfinished or faulty arguments (as text), or no name. */
export interface InvalidToolCall {
  readonly name?: string;
  readonly args: string;
  readonly id?: string;
  /** Why it cannot be run. */
  readonly error: string;
}
