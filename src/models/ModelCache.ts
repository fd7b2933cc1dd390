import type { ObservableInput } from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';

/** Where `withCache` keeps replies: in memory, or in a store of your own. What it is given is plain JSON data. */
export interface ModelCache {
  /** The pieces of the reply under a key; `undefined`, or nothing at all, where there is none. */
  get(key: string): ObservableInput<readonly AIMessageChunk[] | undefined>;
  set(key: string, reply: readonly AIMessageChunk[]): ObservableInput<unknown>;
}
