import { type LambdaOptions, lambda, type RunEvent, type Runnable } from 'rxchain';
import { followRun } from 'rxchain/server';
import { filter, map, type Observable, type Observer, tap } from 'rxjs';
import { patientFetch } from './patientFetch';

/** A run at the server: one with an input is started under that id, one without is followed from its beginning. */
export interface ServedRun<In> {
  readonly runId: string;
  readonly input?: In;
}

/**
 * A chain behind a URL whose runs outlive the page: who leaves it leaves the run, and can follow it again. `told` hears every event,
 * `join` says how the chunks add up where they are not text. `remote(url)` is the shorter way for runs that end with their page.
 */
export function servedChain<In, Out, Chunk = Out>(
  url: string,
  told: Pick<Observer<RunEvent>, 'next'>,
  join?: LambdaOptions['join'],
): Runnable<ServedRun<In>, Out, Chunk> {
  const follow = ({ runId, input }: ServedRun<In>): Observable<Chunk> =>
    followRun(url, {
      ...(input === undefined ? { runId } : { runId, input }),
      leave: 'detach',
      fetch: patientFetch,
    }).pipe(
      tap((event) => told.next(event)),
      filter((event) => event.parent_ids.length === 0 && event.event === 'on_chain_stream'),
      map((event) => (event.data as { readonly chunk: Chunk }).chunk),
    );
  return lambda(follow, { name: 'ServedRun', join }) as unknown as Runnable<ServedRun<In>, Out, Chunk>;
}

/** Ends a run at the server, whoever follows it. */
export function cancelRun(url: string, runId: string): void {
  fetch(`${url}?run=${runId}`, { method: 'DELETE', keepalive: true }).catch(() => undefined);
}
