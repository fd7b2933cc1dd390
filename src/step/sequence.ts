import { RunnableError } from '../RunnableError.ts';
import type { Step } from './Step.ts';

/** Each operator, record, generator or retry puts its frames on the way of every chunk; more of them overflow the call stack. */
const maxWeight = 250;
const maxSteps = 100_000;

/** Steps one after the other, as one step. A sequence inside a sequence is flattened into it unless it has a config. */
export function sequence(steps: readonly Step[]): Step {
  if (steps.length === 0) throw new RunnableError('A chain needs at least one step.', { code: 'bad_step' });
  let weight = 0;
  let deepest = 0;
  let size = 0;
  for (const step of steps) {
    // Barriers run one after the other, so only the deepest counts.
    if (step.once === undefined) weight += weightOf(step);
    else deepest = Math.max(deepest, weightOf(step));
    size += step.size ?? 1;
  }
  if (size > maxSteps) {
    throw new RunnableError(`A chain has at most ${maxSteps} steps; this one would have ${size}.`, {
      code: 'too_deep',
    });
  }
  return { name: 'RunnableSequence', type: 'chain', steps, weight: weight + deepest, size };
}

/** Refuses a step whose frames the stack cannot bear: RxJS would lose the stream without a word. */
export function checkWeight(step: Step): void {
  const weight = weightOf(step);
  if (weight <= maxWeight) return;
  throw new RunnableError(
    `${step.name}: ${weight} operators, records, generators, retries or the like in a row or in each other do not fit on the call stack; ` +
      `${maxWeight} do. Put neighbouring RxJS operators into one step with \`pipe\` from rxjs.`,
    { code: 'too_deep' },
  );
}

/** The weight of a step that runs others inside it. */
export function weightAround(...steps: readonly Step[]): number {
  return 2 + Math.max(0, ...steps.map(weightOf));
}

/** How many frames deep a step is, in units of an RxJS operator. */
export function weightOf(step: Step): number {
  return step.weight ?? (step.transform === undefined ? 0 : 1);
}
