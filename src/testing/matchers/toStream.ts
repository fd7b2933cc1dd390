import { streamsDiffer } from '../streamsDiffer.ts';
import { collectStream } from './collectStream.ts';
import type { MatcherResult, Matching } from './MatcherResult.ts';
import { streamMessages } from './streamMessages.ts';

/** Exactly these chunks, then completion. */
export async function toStream(
  this: Matching,
  received: unknown,
  chunks: readonly unknown[],
): Promise<MatcherResult> {
  const stream = await collectStream(received, 'toStream');
  const pass = stream.failure === undefined && this.equals(stream.chunks, chunks);
  return {
    pass,
    message: () =>
      pass
        ? 'the stream gave these very chunks and completed'
        : streamsDiffer(streamMessages(stream), streamMessages({ chunks, failure: undefined })),
    actual: stream.chunks,
    expected: chunks,
  };
}
