import { asyncScheduler } from 'rxjs';

const pieceSize = 4_096;
/** Milliseconds that the reader of the pieces may keep the thread. */
const longest = 4;

/**
 * Hands on the text of a body in small pieces. Where many come at once it goes on in a new task as often as `next` has kept the thread
 * for some milliseconds, so that a page can draw and answer meanwhile.
 */
export async function readPieces(
  bytes: ReadableStreamDefaultReader<Uint8Array>,
  next: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let kept = 0;
  // Browsers keep decoded text outside of their heap, and may take a tenth of a second to free some MB of it. So ASCII is not decoded;
  // nor may it be before the rest of a character has come.
  let isWhole = true;
  for (;;) {
    const { done, value } = await bytes.read();
    if (done) return;
    for (let at = 0; at < value.length; at += pieceSize) {
      if (kept > longest) {
        await newTask();
        kept = 0;
      }
      const began = asyncScheduler.now();
      const piece = value.subarray(at, at + pieceSize);
      // Spreading would take eight times as long.
      const plain = String.fromCharCode.apply(null, piece as never);
      const isPlain = isWhole && !/[^\0-\x7f]/.test(plain);
      isWhole = piece.at(-1)! < 0x80;
      next(isPlain ? plain : decoder.decode(piece, { stream: true }));
      kept += asyncScheduler.now() - began;
    }
  }
}

/** By a message: browsers delay the timers of a page in the background, by up to a minute. */
function newTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(port1.close());
    port2.postMessage(0);
  });
}
