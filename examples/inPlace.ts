import { connect, defer, map, merge, type OperatorFunction, takeLast } from 'rxjs';

/**
 * Pictures of several lines for a terminal of so many rows, each over the one before. While they grow, only as many lines are
 * shown as a terminal can take back, the last ones; at the end the last picture is whole.
 *
 * @example
 * pictures.pipe(inPlace(24)).subscribe((text) => process.stdout.write(text));
 */
export function inPlace(rows: number): OperatorFunction<string, string> {
  return (pictures) =>
    defer(() => {
      let height = 0;
      const over = (lines: readonly string[]): string => {
        const back = height === 0 ? '' : `\u001b[${height}A\u001b[J`;
        height = lines.length;
        return `${back}${lines.join('\n')}\n`;
      };
      return pictures.pipe(
        map((picture) => picture.split('\n')),
        connect((lines) =>
          merge(lines.pipe(map((all) => over(all.slice(1 - rows)))), lines.pipe(takeLast(1), map(over))),
        ),
      );
    });
}
