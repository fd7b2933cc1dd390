import type { ChatTransport } from './ChatTransport.ts';
import type { RequestLimits } from './RequestLimits.ts';

/** What every provider takes. */
export interface ProviderOptions extends RequestLimits {
  /** Sent with each request and kept out of every message; in a browser only with `dangerouslyAllowBrowser`. */
  readonly apiKey?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** In place of the global `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** Sends the requests in place of `fetch`, such as `httpChatTransport()` of rxchain/angular. */
  readonly transport?: ChatTransport | undefined;
  /** The name of the model's runs. */
  readonly name?: string | undefined;
  /** Lets an API key into a browser, where every visitor can read it. */
  readonly dangerouslyAllowBrowser?: boolean | undefined;
}
