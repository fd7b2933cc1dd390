import { textOf } from '../../messages/textOf.ts';
import { alignedLines } from '../alignedLines.ts';
import { collectStream } from './collectStream.ts';
import type { MatcherResult, Matching } from './MatcherResult.ts';

/** The joined text of text or message chunks, then completion. */
export async function toStreamText(this: Matching, received: unknown, text: string): Promise<MatcherResult> {
  const { chunks, failure } = await collectStream(received, 'toStreamText');
  const actual = chunks.map((chunk) => textOf(chunk as string)).join('');
  const pass = failure === undefined && actual === text;
  return {
    pass,
    message: () => {
      if (pass) return `the stream gave the text ${JSON.stringify(text)}`;
      const failed = failure === undefined ? [] : [`  then it failed with ${String(failure.error)}`];
      return ['texts differ', ...alignedLines(JSON.stringify(text), JSON.stringify(actual)), ...failed].join(
        '\n',
      );
    },
    actual,
    expected: text,
  };
}
