import { EMPTY, of } from 'rxjs';
import type { Message } from '../messages/Message.ts';
import type { MessageStore } from './MessageStore.ts';

/**
 * Conversations in memory, for as long as the process lives. Answers at once.
 *
 * @example
 * const store = memoryMessageStore({ s1: [human('I am Ann.'), ai('Hello Ann.')] });
 */
export function memoryMessageStore(
  sessions: Readonly<Record<string, readonly Message[]>> = {},
): MessageStore {
  const kept = new Map(Object.entries(sessions));
  const read = (session: string): readonly Message[] => kept.get(session) ?? [];
  return {
    read: (session) => of(read(session)),
    append: (session, messages) => {
      kept.set(session, [...read(session), ...messages]);
      return EMPTY;
    },
  };
}
