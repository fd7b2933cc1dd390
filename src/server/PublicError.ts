/** A failure as clients are told it. */
export interface PublicError {
  readonly code: string;
  readonly message: string;
  /** Whether the same run may succeed when it is made again. */
  readonly retryable?: boolean | undefined;
}
