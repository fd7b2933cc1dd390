import { type Runnable, runnable } from '../Runnable.ts';
import { record } from '../step/record.ts';
import { toSteps } from '../step/toStep.ts';

export function parallel(branches: object): Runnable<unknown, unknown> {
  return runnable(record(toSteps(branches, 'parallel')) as never);
}
