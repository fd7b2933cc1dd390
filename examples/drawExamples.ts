import {
  defer,
  from,
  ignoreElements,
  map,
  merge,
  type Observable,
  type OperatorFunction,
  Subject,
  takeLast,
  tap,
} from 'rxjs';
import { toAsyncIterable } from '../operators/index.ts';
import { toMarbles } from '../src/diagrams/index.ts';
import { asRun, type ChatModel, type RunEvent } from '../src/index.ts';
import '../src/node/index.ts';
import { inPlace } from './inPlace.ts';
import type { Example } from './runExample.ts';

/** All that an example runs is inside a run of this name, which has no lane itself. */
const runName = 'example';

/**
 * One example after the other, drawn while it runs instead of printed: on a terminal in place, in a pipe once at its end.
 *
 * @example
 * await runExample(drawExamples([['1.2 Prompt, model, parser', joke]]));
 */
export function drawExamples(examples: readonly (readonly [title: string, example: Example])[]): Example {
  return async function* (model) {
    for (const [i, [title, example]] of examples.entries()) {
      yield `${i === 0 ? '' : '\n'}# ${title}\n`;
      yield* toAsyncIterable()(draw(example, model));
    }
  };
}

function draw(example: Example, model: ChatModel): Observable<string> {
  return defer(() => {
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
