import type { Observable } from 'rxjs';

/** A request on its way to a provider, to be sent with POST. */
export interface TransportRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends a request in place of `fetch` and gives the text of the answer in pieces, as they arrive. Cold: each subscription is a
 * request of its own, and unsubscribing aborts it. A status that is no success is a `RunnableError` with
 * that `status`; where its `cause` is the answer, `{ headers, error }` with the body as `error`, the adapter reads the rest.
 */
export type ChatTransport = (request: TransportRequest) => Observable<string>;
