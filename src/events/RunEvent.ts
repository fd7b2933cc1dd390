import type { RunEventData } from './RunEventData.ts';

export type RunEventName = keyof RunEventData;

/** The event of one name; `data` follows from the name. */
export interface RunEventOf<Name extends RunEventName> {
  readonly event: Name;
  /** The name of the run; of a custom event the name that its sender gave. */
  readonly name: string;
  /** The same in all events of one run. */
  readonly run_id: string;
  /** The runs above this one, the root first; empty for the root. */
  readonly parent_ids: readonly string[];
  /** The tag of its place (`seq:step:2`, `map:key:context`) first, then inherited and own tags, sorted. */
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly data: RunEventData[Name];
}

/**
 * Something that happened in a run, as plain data: LangChain's v2 events, with `on_<type>_error` and `on_<type>_cancel`
 * added. A union told apart by `event`; with names it is the part of the union that they pick.
 *
 * @example
 * if (event.event === 'on_chat_model_stream') show(event.data.chunk.content);   // chunk: AIMessageChunk
 */
export type RunEvent<Name extends RunEventName = RunEventName> = { [N in Name]: RunEventOf<N> }[Name];
