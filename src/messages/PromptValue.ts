import type { ChatPromptValue } from './ChatPromptValue.ts';
import type { StringPromptValue } from './StringPromptValue.ts';

/** What prompts make and models take. */
export type PromptValue = ChatPromptValue | StringPromptValue;
