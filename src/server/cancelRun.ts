import { defer, ignoreElements, type Observable } from 'rxjs';
import { askServer } from './askServer.ts';
import type { ConnectOptions } from './FollowOptions.ts';
import { runAddress } from './runAddress.ts';

/** How the server is asked. */
export type CancelOptions = Pick<ConnectOptions, 'headers' | 'credentials' | 'fetch'>;

/**
 * Cancels a run on a server, whoever follows it: they fail with `aborted`. Asks when it is subscribed, also while the page closes.
 *
 * Completes when the server has heard it; a run that is over or unknown needs no more. Fails with the status where the server
 * refuses, with `interrupted` where it cannot be reached. Unsubscribing does not take it back.
 *
 * @example
 * cancelRun('/joke', runId).subscribe();
 */
export function cancelRun(url: string, runId: string, options: CancelOptions = {}): Observable<never> {
  return defer(() => askServer(runAddress(url, runId), { method: 'DELETE', keepalive: true }, options)).pipe(
    ignoreElements(),
  );
}
