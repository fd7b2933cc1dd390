import type { Message } from '../messages/Message.ts';
import type { PlaceholderNames } from './PlaceholderNames.ts';
import type { PromptPart } from './PromptPart.ts';

/** What a variable of a chat prompt takes: a list of messages where a placeholder stands, else anything. */
export type ChatPromptInput<Part extends PromptPart, Name extends string> = string extends Name
  ? unknown
  : Name extends PlaceholderNames<Part>
    ? readonly Message[]
    : unknown;
