import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';

/**
 * Maps the frames of one reply to message chunks: a plain object, fed one frame at a time, without time or network.
 * Text, tool-call fragments and reasoning leave with their frame; usage and other snapshots once.
 */
export interface ChatWire {
  /** What the frame adds to the message, if anything. Throws a `RunnableError`: `bad_frame`, `provider_error`. */
  write(data: string, event: string | undefined): AIMessageChunk | undefined;
  /** What was held back for the end: the last usage. */
  end(): AIMessageChunk | undefined;
  /** The provider has said that the reply is whole: a finish reason or the end marker. */
  readonly isFinished: boolean;
  /** The end marker has come; nothing behind it is read. */
  readonly isOver: boolean;
}
