import { catchError, defaultIfEmpty, defer, from, map, mergeMap, type Observable, of, reduce } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import type { BatchConfig } from '../run/RunConfig.ts';
import { RunStream } from '../run/RunStream.ts';
import { openRun } from './openRun.ts';
import type { Step } from './Step.ts';

/** A step over many inputs, each a run of its own: one list in the order of the inputs. */
export function runBatch(step: Step, inputs: readonly unknown[], config: BatchConfig): RunStream<unknown> {
  const { maxConcurrency = Number.POSITIVE_INFINITY, settled, ...perRun } = config;
  checkLimit(maxConcurrency, step.name);
  if (perRun.runId !== undefined && inputs.length > 1) {
    throw new RunnableError(`${step.name}.batch has ${inputs.length} inputs but one runId; leave it out.`, {
      code: 'bad_config',
    });
  }
  const runOne = (value: unknown): Observable<unknown> => {
    const output = openRun(step, { value }, { config: perRun, isInvoked: true }).pipe(defaultIfEmpty(undefined));
    return settled === true ? output.pipe(map(fulfilled), catchError(rejected)) : output;
  };
  const results = defer(() =>
    from(inputs).pipe(
      mergeMap((value, index) => runOne(value).pipe(map((result) => ({ index, result }))), maxConcurrency),
      reduce(
        (list, { index, result }) => {
          list[index] = result;
          return list;
        },
        new Array<unknown>(inputs.length),
      ),
    ),
  );
  return new RunStream((subscriber) => void results.subscribe(subscriber));
}

/** Refuses a number of concurrent runs that would let none run. */
export function checkLimit(maxConcurrency: number, where: string): void {
  if (maxConcurrency >= 1) return;
  throw new RunnableError(`${where}: maxConcurrency must be at least 1; got ${maxConcurrency}.`, { code: 'bad_config' });
}

const fulfilled = (value: unknown): object => ({ status: 'fulfilled', value });
const rejected = (reason: unknown): Observable<object> => of({ status: 'rejected', reason });
