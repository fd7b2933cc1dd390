import type { RunnableError } from '../RunnableError.ts';

/** A failed attempt on its way to the retry: what the caller will see, and how long the server asked to wait. */
export interface HttpFailure {
  readonly error: RunnableError;
  /** Milliseconds; absent when the server did not say. */
  readonly retryAfter?: number | undefined;
}
