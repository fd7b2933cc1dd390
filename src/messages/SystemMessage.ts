import type { MessageFields } from './MessageFields.ts';

/** What the model is told beforehand. */
export interface SystemMessage extends MessageFields {
  readonly type: 'system';
}
