/** One POST to a provider. Headers may hold secrets: they never reach a message, an event or a cause. */
export interface HttpRequest {
  /** Who asks, for messages: the factory's name. */
  readonly provider: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  readonly fetch: typeof fetch;
  /** Texts that must not be seen in any message. */
  readonly secrets: readonly string[];
}
