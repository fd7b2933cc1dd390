/** A request, before it is known what kind of server has got it. */
export interface EventRequest {
  readonly method: string;
  /** Path and query, or the whole address. */
  readonly url: string;
  readonly headers: Headers;
  readonly raw: unknown;
  /** The body: parsed, where middleware has done so, else its text. Fails with a `Refusal` beyond the limits. */
  body(maxBytes: number, timeout: number): Promise<{ readonly text: string } | { readonly value: unknown }>;
  /** Whether its sender has left. */
  isGone(): boolean;
}
