import type { Message } from '../messages/Message.ts';
import type { PromptValue } from '../messages/PromptValue.ts';

/** What a model takes: a text (a human message), messages, or what a prompt gives. */
export type ModelInput = string | PromptValue | Message | readonly Message[];
