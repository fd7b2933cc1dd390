import type { ObservableInput } from 'rxjs';
import type { Message } from '../messages/Message.ts';

/** Where conversations are kept, each under the name of its session. What it is given is plain JSON data. */
export interface MessageStore {
  /** The messages of a session, the oldest first; an empty list, or nothing at all, for a new one. */
  read(session: string): ObservableInput<readonly Message[]>;
  /** Adds messages at the end; they belong together, so all or none. */
  append(session: string, messages: readonly Message[]): ObservableInput<unknown>;
}
