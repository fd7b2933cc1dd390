import type { Message } from '../messages/Message.ts';
import type { MessagesPlaceholder } from './messagesPlaceholder.ts';

/** A part of a chat prompt: a role with a template, a message taken literally, or a place for messages. */
export type PromptPart = readonly ['system' | 'human' | 'ai', string] | Message | MessagesPlaceholder;
