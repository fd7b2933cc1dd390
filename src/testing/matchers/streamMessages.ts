import type { MarbleMessage } from '../MarbleMessage.ts';
import type { CollectedStream } from './collectStream.ts';

/** A stream in real time as marbles: a column per chunk, then how it ended. */
export function streamMessages({ chunks, failure }: CollectedStream): readonly MarbleMessage[] {
  return [
    ...chunks.map((value, frame) => ({ frame, notification: { kind: 'N' as const, value } })),
    {
      frame: chunks.length,
      notification: failure === undefined ? { kind: 'C' } : { kind: 'E', error: failure.error },
    },
  ];
}
