import { concat, concatMap, defer, EMPTY, type OperatorFunction, of } from 'rxjs';
import { RunnableError } from '../src/RunnableError.ts';

export interface SplitLinesOptions {
  /** The longest line, in UTF-16 units (default 16 Mi); beyond it the stream fails. */
  readonly limit?: number | undefined;
}

/**
 * Text in any pieces to its lines, without their ends: LF, CR LF and CR, also when CR LF is cut in two. A line is handed on
 * as soon as its end is seen.
 *
 * Completes with its source, after a last line that has no end (but not for an end of text right behind a line end). An empty
 * source gives nothing. Fails with `too_large` where a line exceeds the limit. A source error passes at once, without the
 * unfinished line; unsubscribing tears the source down.
 *
 * @example
 * of('one\ntw', 'o\r', '\n\nend').pipe(splitLines());   // 'one', 'two', '', 'end'
 */
export function splitLines(options: SplitLinesOptions = {}): OperatorFunction<string, string> {
  const limit = options.limit ?? 16 * 1024 * 1024;
  return (text) =>
    defer(() => {
      const lines = new LineSplitter(limit);
      return concat(
        text.pipe(concatMap((chunk) => lines.write(chunk))),
        defer(() => (lines.rest === '' ? EMPTY : of(lines.rest))),
      );
    });
}

/**
 * 1. `rest` holds no line end, and only new text is searched: a long line in small pieces stays linear.
 * 2. A CR ends its line at once; a LF that comes next belongs to it, even in the next chunk.
 */
class LineSplitter {
  rest = '';
  readonly #limit: number;
  #endedInReturn = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  *write(chunk: string): Iterable<string> {
    if (chunk === '') return;
    const text = this.#endedInReturn && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
    this.#endedInReturn = chunk.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    lines[0] = this.rest + lines[0];
    this.rest = lines.pop() ?? '';
    for (const line of lines) yield this.#checked(line);
    this.#checked(this.rest);
  }

  #checked(line: string): string {
    if (line.length > this.#limit) {
      throw new RunnableError(
        `A line is longer than ${this.#limit} characters; give splitLines a higher limit if that is right.`,
        { code: 'too_large' },
      );
    }
    return line;
  }
}
