import type { Message } from './Message.ts';
import type { MessageContent } from './MessageContent.ts';
import { setOwn } from './setOwn.ts';

/** The fields of a message as a factory takes them: `undefined` means absent, a missing `content` is the empty text. */
export type FieldsOf<M extends Message> = {
  readonly [Field in keyof Omit<M, 'type' | 'content'>]: M[Field] | undefined;
} & { readonly content?: MessageContent | undefined };

/** Makes a message of a type out of its content or fields; fields that are `undefined` are left out. */
export function messageOf<M extends Message>(type: M['type'], from: MessageContent | FieldsOf<M>): M {
  if (typeof from === 'string' || Array.isArray(from)) {
    return { type, content: from } as unknown as M;
  }
  const fields = from as FieldsOf<M>;
  const message = { type, content: fields.content ?? '' };
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined && field !== 'type' && field !== 'content') {
      setOwn(message, field, value);
    }
  }
  return message as unknown as M;
}
