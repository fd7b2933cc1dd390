import { concatMap, defer, EMPTY, of } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { phaseOfEvent } from '../events/phaseOfEvent.ts';
import type { RunEvent } from '../events/RunEvent.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import type { ConnectOptions } from './FollowOptions.ts';
import { followFrames } from './followFrames.ts';
import { type JoinRule, joinOfRule } from './JoinRule.ts';
import { RemoteRuns } from './RemoteRuns.ts';

export interface RemoteOptions<In = unknown, Chunk = unknown> extends ConnectOptions {
  /** The name of its runs (default `RemoteRunnable`). */
  readonly name?: string | undefined;
  /**
   * The id of the run at the server (default: a new one each time); a function is asked at each subscription. A run that is there
   * already under this id is followed from its beginning instead of started again.
   */
  readonly runId?: string | ((input: In) => string | undefined) | undefined;
  /** How the chunks join, where they join by a rule of the chain's own (default: as the server says, else the value decides). */
  readonly join?: Join<Chunk> | undefined;
}

/**
 * The chain behind a URL as a runnable. It sends its whole input, and streams what the chain there streams. The runs that the
 * server lets be seen are told as runs inside its own.
 *
 * Completes with the run there and fails as `followRun` does. An empty input asks nothing. Unsubscribing cancels the run there,
 * unless `leave` is `'detach'`. With a `runId` the input may be `undefined`: the run of that id is followed from its beginning, and
 * goes on when it is left. The types are what you say they are: nothing checks what comes back.
 *
 * @example
 * const joke = remote<{ topic: string }, string>('/joke');
 * joke.pipe(lambda((text: string) => text.length)).invoke({ topic: 'parrot' }).subscribe((length) => show(length));
 */
export function remote<In, Out, Chunk = Out>(
  url: string,
  options: RemoteOptions<In, Chunk> = {},
): Runnable<In, Out, Chunk> {
  const { name = 'RemoteRunnable', join, runId, ...connect } = options;
  return runnable({
    name,
    type: 'chain',
    join,
    once: (input: In, run) =>
      defer(() => {
        const runs = run.run?.hub === undefined ? undefined : new RemoteRuns(run.run);
        let rule: JoinRule | undefined;
        const id = typeof runId === 'function' ? runId(input) : runId;
        const asked =
          input === undefined && id !== undefined ? { runId: id } : { input: input ?? null, runId: id };
        return followFrames(url, { ...connect, ...asked }).pipe(
          concatMap(({ kind, data }) => {
            if (kind === 'join') {
              rule = data as JoinRule;
              if (join === undefined) run.join ??= joinOfRule(() => rule);
            }
            if (kind !== 'message') return EMPTY;
            const event = data as RunEvent;
            runs?.tell(event);
            return isOutput(event) ? of(event.data.chunk) : EMPTY;
          }),
        );
      }),
  });
}

function isOutput(event: RunEvent): event is RunEvent<'on_chain_stream'> {
  return event.parent_ids.length === 0 && phaseOfEvent(event) === 'stream';
}
