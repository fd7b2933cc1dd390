import type { MessageContent } from './MessageContent.ts';

/** What every message has. */
export interface MessageFields {
  readonly content: MessageContent;
  readonly id?: string;
  readonly name?: string;
  /** What the provider told about the reply: model, finish reason, … */
  readonly response_metadata?: Readonly<Record<string, unknown>>;
  /** What has no field of its own, such as `reasoning_content`. */
  readonly additional_kwargs?: Readonly<Record<string, unknown>>;
}
