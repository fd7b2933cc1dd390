import { defer, from, ignoreElements, map, merge, type OperatorFunction, Subject, takeLast, tap } from 'rxjs';
import { toMarbles } from '../src/diagrams/index.ts';
import { asRun, type RunEvent } from '../src/index.ts';
import '../src/node/index.ts';
import { inPlace } from './inPlace.ts';
import type { Example } from './runExample.ts';

/** All that an example runs is inside a run of this name, which is not drawn itself. */
const runName = 'example';

/**
 * The same example, drawn while it runs instead of printed: on a terminal in place, in a pipe once at its end.
 *
 * @example
 * await runExample(drawExample(joke));
 */
export function drawExample(example: Example): Example {
  return (model) =>
    defer(() => {
      const events = new Subject<RunEvent>();
      const over = { complete: () => events.complete(), error: () => events.complete() };
      const run = from(example(model)).pipe(asRun({ runName, events }), tap(over), ignoreElements());
      const pictures = events.pipe(toMarbles({ filter: { excludeNames: [runName] } }));
      const { isTTY, rows } = process.stdout;
      return merge(pictures.pipe(isTTY ? inPlace(rows) : once), run);
    });
}

const once: OperatorFunction<string, string> = (pictures) =>
  pictures.pipe(
    takeLast(1),
    map((picture) => `${picture}\n`),
  );
