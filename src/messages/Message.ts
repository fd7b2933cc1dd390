import type { AIMessage } from './AIMessage.ts';
import type { AIMessageChunk } from './AIMessageChunk.ts';
import type { HumanMessage } from './HumanMessage.ts';
import type { SystemMessage } from './SystemMessage.ts';
import type { ToolMessage } from './toolMessage.ts';

/** A message: plain, JSON-safe, readonly data that `type` tells apart. */
export type Message = HumanMessage | SystemMessage | AIMessage | ToolMessage | AIMessageChunk;
