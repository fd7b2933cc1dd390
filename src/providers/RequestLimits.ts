/** How long a request may be silent and how often it is made again. */
export interface RequestLimits {
  /** Silence in ms, before the answer as between two chunks of its body, that ends the request; default 60,000, 0 for none. */
  readonly timeout?: number | undefined;
  /** What is tried again before the first chunk: 408, 409, 429, 500 and above, a connection that fails. */
  readonly retry?: RetryLimits | undefined;
}

export interface RetryLimits {
  /** How many times after the first; default 2. */
  readonly count?: number | undefined;
  /** Milliseconds before the first retry, doubled for each further one, at most 8 s; default 500. The server's own word wins. */
  readonly delay?: number | undefined;
}
