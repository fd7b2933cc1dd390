import { defaultIfEmpty, from, map, mergeMap, type Observable, reduce } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';

/** Does something with each of many inputs, at most so many at a time: one list of the results in the order of the inputs. */
export function inOrder(
  inputs: readonly unknown[],
  maxConcurrency: number,
  run: (input: unknown) => Observable<unknown>,
): Observable<unknown[]> {
  return from(inputs).pipe(
    // The inputs are independent; those beyond the limit wait.
    mergeMap(
      (input, index) =>
        run(input).pipe(
          defaultIfEmpty(undefined),
          map((result) => ({ index, result })),
        ),
      maxConcurrency,
    ),
    reduce((list, { index, result }) => {
      list[index] = result;
      return list;
    }, new Array<unknown>(inputs.length)),
  );
}

/** Refuses a number of concurrent runs that would let none run. */
export function checkLimit(maxConcurrency: number, where: string): void {
  if (maxConcurrency >= 1) return;
  throw new RunnableError(`${where}: maxConcurrency must be at least 1; got ${maxConcurrency}.`, {
    code: 'bad_config',
  });
}
