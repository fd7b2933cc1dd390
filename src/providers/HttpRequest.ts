import type { ChatTransport } from './ChatTransport.ts';

/** One POST to a provider. Headers may hold secrets: they never reach a message, an event or a cause. */
export interface HttpRequest {
  /** Who asks, for messages: the factory's name. */
  readonly provider: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
  readonly fetch: typeof fetch;
  /** In place of `fetch`. */
  readonly transport?: ChatTransport | undefined;
  /** Texts that must not be seen in any message. */
  readonly secrets: readonly string[];
}
