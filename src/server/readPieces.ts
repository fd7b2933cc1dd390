import { asyncScheduler } from 'rxjs';

const pieceSize = 4_096;
/** Milliseconds that the reader of the pieces may keep the thread. */
const longest = 4;

/**
 * The text of a body in small pieces. Where many come at once it goes on in a new task as often as the reader has kept the thread for
 * some milliseconds, so that a page can draw and answer meanwhile.
 */
export async function* readPieces(
  bytes: ReadableStreamDefaultReader<Uint8Array>,
): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  let kept = 0;
  for (;;) {
    const { done, value } = await bytes.read();
    if (done) return;
    for (let at = 0; at < value.length; at += pieceSize) {
      if (kept > longest) {
        await newTask();
        kept = 0;
      }
      const began = asyncScheduler.now();
      yield decoder.decode(value.subarray(at, at + pieceSize), { stream: true });
      kept += asyncScheduler.now() - began;
    }
  }
}

/** By a message: browsers delay the timers of a page in the background, by up to a minute. */
function newTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
