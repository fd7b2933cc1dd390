import type { ZodType } from 'zod';
import type { RunConfig } from '../run/RunConfig.ts';
import type { AllowEvents } from './allowEvents.ts';
import type { EventAccess } from './EventAccess.ts';
import type { EventLog } from './EventLog.ts';
import type { PublicError } from './PublicError.ts';

export interface ServeEventsOptions<In> {
  /** Checks the input of a run; what does not fit is refused with the paths (422). */
  readonly input: ZodType<In>;
  /** What may leave (default: the run of the whole chain with its chunks, `{ root: true }`). */
  readonly allow?: AllowEvents | undefined;
  /**
   * Who may do it: `false` refuses (401), a text says whose the run is, so that nobody else can follow or cancel it, `true` leaves
   * it to whoever knows its id. Default: everybody may.
   */
  readonly authorize?:
    | ((access: EventAccess) => boolean | string | PromiseLike<boolean | string>)
    | undefined;
  /** The config of a run: tags, metadata, a sink of your own, … */
  readonly config?: ((access: EventAccess) => RunConfig) | undefined;
  /** What clients are told of a failure (default: the code of a `RunnableError`, and no message but ours). */
  readonly describeError?: ((error: unknown) => PublicError) | undefined;
  /** Told every failure as it was, of runs and of hooks. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Default `memoryEventLog()`. */
  readonly log?: EventLog | undefined;
  /** When the last client of a run has left: cancel it (default), let it run, or wait for so many milliseconds and then cancel it. */
  readonly whenLeft?: 'cancel' | 'continue' | number | undefined;
  /** Milliseconds between two comments that keep a silent connection alive (default 15,000). */
  readonly heartbeat?: number | undefined;
  /** For how many milliseconds a client may take nothing while something waits for it (default 30,000); then it is cut off. */
  readonly stall?: number | undefined;
  /** How many bytes may wait for one client outside the log (default 64 Ki, and at least one event). */
  readonly clientBuffer?: number | undefined;
  /** How many bytes a request may have (default 1 Mi; 413), and how many milliseconds it may take (default 30,000; 408). */
  readonly maxBody?: number | undefined;
  readonly bodyTimeout?: number | undefined;
  /** How many runs may be under way (default 1,000; 503). */
  readonly maxRuns?: number | undefined;
  /** The origins beside its own from which browsers may ask: `['https://app.example']`, or `'*'` for all (default: none; 403). */
  readonly origins?: readonly string[] | '*' | undefined;
  /** Whether those may send cookies. */
  readonly credentials?: boolean | undefined;
  /** Headers that they may send (default `authorization`, `content-type`, `last-event-id`). */
  readonly allowHeaders?: readonly string[] | undefined;
}
