import type { ChatWire } from './ChatWire.ts';
import type { Frames, OnFrame } from './Frames.ts';

/** How a provider's reply is read: what makes frames of its bytes, and what makes chunks of its frames. */
export interface ChatFormat {
  readonly frames: (onFrame: OnFrame, provider: string) => Frames;
  readonly wire: () => ChatWire;
}
