import { filter, map, type Observable } from 'rxjs';
import type { RunEvent } from '../events/RunEvent.ts';
import type { FollowOptions } from './FollowOptions.ts';
import { followFrames } from './followFrames.ts';

/**
 * The events of a run on a server, as `streamEvents` gives those of a run nearby, so far as the server lets them leave. With
 * `input` each subscription starts a run of its own, with `runId` it follows one. Where the connection breaks it connects again
 * and goes on behind the last event, so that none is lost and none comes twice.
 *
 * Completes when the run has ended. Fails with the code of the run's failure, with `aborted` when it was cancelled, with the
 * status where the server refuses, with `interrupted` when it cannot be reached for good. Unsubscribing a run that was started
 * here cancels it.
 *
 * @example
 * followRun('/joke', { input: { topic: 'parrot' } }).pipe(eventChunks()).subscribe((text) => show(text));
 */
export function followRun<In = unknown>(url: string, options: FollowOptions<In>): Observable<RunEvent> {
  return followFrames(url, options).pipe(
    filter(({ kind }) => kind === 'message'),
    map(({ data }) => data as RunEvent),
  );
}
