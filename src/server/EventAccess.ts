/** A request, as the hooks of `serveEvents` see it. */
export interface EventAccess {
  readonly action: 'start' | 'follow' | 'cancel';
  /** The run that is asked for; when one is started, the id that the client wants it to have. */
  readonly runId: string | undefined;
  readonly method: string;
  /** Path and query, or the whole address. */
  readonly url: string;
  readonly headers: Headers;
  /** The `Request`, or Node's request with what middleware has put on it. */
  readonly raw: unknown;
}
