/**
 * Cuts a body into frames, fed with its bytes in whatever pieces they come. Each frame is handed to `onFrame` as soon as
 * its last byte is there; `end` hands over what the body's end completes. Throws a `RunnableError` (`too_large`) when a
 * frame grows beyond the limit.
 */
export interface Frames {
  write(bytes: Uint8Array): void;
  end(): void;
}

/** The text of a frame, and its event's name where the wire has one. */
export type OnFrame = (data: string, event: string | undefined) => void;
