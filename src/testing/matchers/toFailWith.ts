import { isEqual } from '../isEqual.ts';
import { streamsDiffer } from '../streamsDiffer.ts';
import { collectStream } from './collectStream.ts';
import type { MatcherResult, Matching } from './MatcherResult.ts';
import { streamMessages } from './streamMessages.ts';

export interface FailureOptions {
  /** What has come before the error. */
  readonly after?: readonly unknown[] | undefined;
}

/** The error of that code, that error (by name, message and code), or one whose message fits; and what had come before it. */
export async function toFailWith(
  this: Matching,
  received: unknown,
  wanted: string | Error | RegExp,
  { after }: FailureOptions = {},
): Promise<MatcherResult> {
  const stream = await collectStream(received, 'toFailWith');
  const { chunks, failure } = stream;
  const isFailure = failure !== undefined && isWanted(failure.error, wanted);
  const pass = isFailure && (after === undefined || this.equals(chunks, after));
  return {
    pass,
    message: () => {
      if (pass) return `the stream failed with ${described(wanted)}`;
      if (isFailure)
        return streamsDiffer(streamMessages(stream), streamMessages({ chunks: after!, failure }));
      return [
        'failures differ',
        `  expected ${described(wanted)}`,
        `  actual   ${failure === undefined ? `completion after ${chunks.length} chunks` : described(failure.error)}`,
      ].join('\n');
    },
    actual: failure?.error,
    expected: wanted,
  };
}

function isWanted(error: unknown, wanted: string | Error | RegExp): boolean {
  if (typeof wanted === 'string') return codeOf(error) === wanted;
  if (wanted instanceof RegExp) return wanted.test(error instanceof Error ? error.message : String(error));
  return isEqual(error, wanted) && (codeOf(wanted) === undefined || codeOf(error) === codeOf(wanted));
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | null | undefined)?.code;
}

function described(error: unknown): string {
  if (typeof error === 'string') return `the code ${error}`;
  if (error instanceof RegExp) return `a message like ${error}`;
  const code = codeOf(error);
  return code === undefined ? String(error) : `${error} (${code})`;
}
