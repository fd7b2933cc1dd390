import { catchError, defaultIfEmpty, defer, map, type Observable, of } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import type { BatchConfig } from '../run/RunConfig.ts';
import { RunStream } from '../run/RunStream.ts';
import { describeValue } from './describeValue.ts';
import { ignoreJoin } from './ignoreJoin.ts';
import { checkLimit, inOrder } from './inOrder.ts';
import { openRun } from './openRun.ts';
import type { Step } from './Step.ts';

/** A step over many inputs, each a run of its own: one list in the order of the inputs. */
export function runBatch(step: Step, inputs: readonly unknown[], config: BatchConfig): RunStream<unknown> {
  const { maxConcurrency = Number.POSITIVE_INFINITY, settled, ...perRun } = config;
  checkLimit(maxConcurrency, `${step.name}.batch`);
  if (!Array.isArray(inputs)) {
    throw new RunnableError(
      `${step.name}.batch takes a list of inputs; got ${describeValue(inputs)}. For one input call invoke.`,
      {
        code: 'bad_input',
      },
    );
  }
  if (perRun.runId !== undefined && inputs.length > 1) {
    throw new RunnableError(`${step.name}.batch has ${inputs.length} inputs but one runId; leave it out.`, {
      code: 'bad_config',
    });
  }
  const runOne = (value: unknown): Observable<unknown> => {
    const output = openRun(step, { value }, { config: perRun, isInvoked: true, onJoin: ignoreJoin });
    return settled === true
      ? output.pipe(defaultIfEmpty(undefined), map(fulfilled), catchError(rejected))
      : output;
  };
  const results = defer(() => inOrder(inputs, maxConcurrency, runOne));
  return new RunStream((subscriber) => void results.subscribe(subscriber));
}

const fulfilled = (value: unknown): object => ({ status: 'fulfilled', value });
const rejected = (reason: unknown): Observable<object> => of({ status: 'rejected', reason });
