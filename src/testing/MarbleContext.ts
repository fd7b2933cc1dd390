import type { RunHelpers, TestScheduler } from 'rxjs/testing';

/** What the pieces of one marble test share. */
export interface MarbleContext {
  readonly helpers: RunHelpers;
  readonly scheduler: TestScheduler;
  readonly maxFrame: number;
  /** Fails the test, whatever becomes of the error on its way; gives it back. */
  fail(error: Error): Error;
  /** Looked at when the clock has run. */
  check(assertion: () => void): void;
}
