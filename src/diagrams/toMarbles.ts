import {
  asyncScheduler,
  auditTime,
  catchError,
  concat,
  connect,
  defer,
  EMPTY,
  endWith,
  ignoreElements,
  map,
  merge,
  type OperatorFunction,
  of,
  takeUntil,
  tap,
  throwError,
} from 'rxjs';
import type { RunEvent } from '../events/RunEvent.ts';
import { RunnableError } from '../RunnableError.ts';
import type { DrawOptions } from './DrawOptions.ts';
import { drawSettings } from './drawSettings.ts';
import { RunPicture } from './RunPicture.ts';
import { terminalWidth } from './terminalWidth.ts';

export interface MarblesDrawOptions extends DrawOptions {
  /** At most one diagram in so many ms (default 16). */
  readonly every?: number | undefined;
}

/**
 * The marble diagram of a run while it goes on: the whole picture each time, at most once in `every` ms (default 16, by the RxJS
 * clock), and the last one always, when the source completes or fails; then it completes or fails likewise. Without events
 * the last one is `(no events)`. Unsubscribing leaves the run. Wrong options throw at once.
 *
 * @example
 * chain.streamEvents('hi').pipe(toMarbles()).subscribe((picture) => show(picture));
 */
export function toMarbles(options: MarblesDrawOptions = {}): OperatorFunction<RunEvent, string> {
  const { every = 16, ...rest } = options;
  if (!(every >= 0)) {
    throw new RunnableError(`toMarbles: every must be a number of ms; got ${String(every)}.`, {
      code: 'bad_input',
    });
  }
  const settings = drawSettings(rest, 'toMarbles', terminalWidth());
  return (events) =>
    defer(() => {
      const picture = new RunPicture(settings);
      let isShown = false;
      const draw = (): string => {
        isShown = true;
        return picture.draw();
      };
      const last = defer(() => (isShown ? EMPTY : of(draw())));
      const read = tap((event: RunEvent) => {
        isShown = false;
        picture.add(asyncScheduler.now(), event);
      });
      return events.pipe(
        read,
        connect((told) => {
          const end = told.pipe(ignoreElements());
          const isOver = end.pipe(
            endWith(undefined),
            catchError(() => of(undefined)),
          );
          return merge(
            told.pipe(auditTime(every), map(draw), takeUntil(isOver)),
            concat(
              end.pipe(
                catchError((error: unknown) =>
                  concat(
                    last,
                    throwError(() => error),
                  ),
                ),
              ),
              last,
            ),
          );
        }),
      );
    });
}
