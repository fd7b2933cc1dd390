import { RunnableError } from '../RunnableError.ts';
import type { Step } from './Step.ts';

/** Each operator, record or generator puts its frames on the way of every chunk; more of them overflow the call stack. */
const maxWeight = 250;
const maxSteps = 100_000;

/** Steps one after the other, as one step. A sequence inside a sequence is flattened into it unless it has a config. */
export function sequence(steps: readonly Step[]): Step {
  if (steps.length === 0) throw new RunnableError('A chain needs at least one step.', { code: 'bad_step' });
  let weight = 0;
  let size = 0;
  for (const step of steps) {
    weight += weightOf(step);
    size += step.size ?? 1;
  }
  if (weight > maxWeight) {
    throw new RunnableError(
      `A chain with ${weight} operators, records or generators in a row or in each other does not fit on the call stack; ` +
        `${maxWeight} do. Put neighbouring RxJS operators into one step with \`pipe\` from rxjs.`,
      { code: 'too_deep' },
    );
  }
  if (size > maxSteps) {
    throw new RunnableError(`A chain has at most ${maxSteps} steps; this one would have ${size}.`, { code: 'too_deep' });
  }
  return { name: 'RunnableSequence', type: 'chain', steps, weight, size };
}

/** How many frames deep a step is, in units of an RxJS operator. */
export function weightOf(step: Step): number {
  return step.weight ?? (step.transform === undefined ? 0 : 1);
}
