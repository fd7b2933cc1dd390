import type { RunType } from '../events/RunType.ts';

/** What of an event may leave beside its name, its ids and the name of its run. */
export type AllowedField =
  /** `data.chunk`; without it a run tells no chunks. */
  | 'chunk'
  | 'input'
  | 'output'
  | 'tags'
  /** Name, message and code of a failure in `data.error`; without it they are replaced. */
  | 'error'
  /** `data.reason` of a cancellation. */
  | 'reason'
  /** These, of the messages and documents in the data. */
  | 'usage_metadata'
  | 'response_metadata'
  | 'additional_kwargs'
  | 'document_metadata';

/**
 * Runs that clients may see, and how much of them: a run is seen when it meets every condition given here. It is seen from its
 * start to its end, so that a client never meets half a run.
 */
export interface AllowedRuns {
  /** Only the run of the whole chain (`true`), or only what runs inside it (`false`). */
  readonly root?: boolean | undefined;
  readonly names?: readonly string[] | undefined;
  readonly types?: readonly RunType[] | undefined;
  /** Runs with one of these tags; tags are inherited. */
  readonly tags?: readonly string[] | undefined;
  /** Default `['chunk']`. */
  readonly fields?: readonly AllowedField[] | undefined;
  /** The keys of `metadata` that may leave (default: none). */
  readonly metadata?: readonly string[] | undefined;
  /** The names of the custom events that may leave, with all their data (default: none). The other conditions do not apply to them. */
  readonly custom?: readonly string[] | undefined;
}
