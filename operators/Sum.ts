/** Chunks on their way to one value. Adding is cheap; the value is built when it is read, and never touched again. */
export interface Sum<T> {
  /** Whether nothing has been added yet. */
  readonly isEmpty: boolean;
  add(chunk: T): void;
  /** What has been added so far, as one value. It may be read midway; adding more leaves it as it is. */
  readonly value: T;
  /** The sum of the texts of what has been added, where there is one: whoever adds up just these need not. */
  readonly texts?: Sum<string> | undefined;
}
