import type { ContentBlock } from './ContentBlock.ts';

/** What a message says: text, or a list of blocks. */
export type MessageContent = string | readonly ContentBlock[];
