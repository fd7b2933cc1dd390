import type { NodeRequest } from './NodeRequest.ts';
import type { NodeResponse } from './NodeResponse.ts';

/** Serves one chain: to Node's `http` and Express as a listener of `(request, response)`, elsewhere from `Request` to `Response`. */
export interface EventHandler {
  /** Ready when the head of the answer has been written. Never fails. */
  (request: NodeRequest, response: NodeResponse): Promise<void>;
  (request: Request): Promise<Response>;
  /** Runs that are under way, and clients that are connected. */
  readonly openRuns: number;
  readonly openClients: number;
  /** Cancels every run and starts no more; their clients are told. */
  close(): void;
}
