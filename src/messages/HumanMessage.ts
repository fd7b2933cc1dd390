import type { MessageFields } from './MessageFields.ts';

/** What the user says. */
export interface HumanMessage extends MessageFields {
  readonly type: 'human';
}
