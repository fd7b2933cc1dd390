import { concatMap, defaultIfEmpty, type Observable } from 'rxjs';
import { type Runnable, runnable } from '../Runnable.ts';
import type { Step } from '../step/Step.ts';
import type { StepRun } from '../step/StepRun.ts';
import { weightAround } from '../step/sequence.ts';
import { toStep } from '../step/toStep.ts';

interface Choice {
  readonly condition: Step;
  readonly chosen: Step;
}

/**
 * Runs the first runnable whose condition holds for the input, else `otherwise`. The input is joined first; conditions are
 * invoked in order, one by one; what is chosen is streamed, with the same input.
 *
 * Completes with the chosen runnable. An error of a condition or of what is chosen goes through. Empty input: nothing runs.
 *
 * @example
 * branch([[lambda((q: string) => q.endsWith('?')), answer]], smallTalk).stream('How are you?');
 */
export function branch<In, Out, Chunk>(
  choices: readonly (readonly [
    condition: Runnable<In, unknown, unknown>,
    chosen: Runnable<In, Out, Chunk>,
  ])[],
  otherwise: Runnable<In, Out, Chunk>,
): Runnable<In, Out, Chunk> {
  const steps = choices.map(([condition, chosen], index) => ({
    condition: toStep(condition, `branch, condition ${index + 1}`),
    chosen: toStep(chosen, `branch ${index + 1}`),
  }));
  const last = toStep(otherwise, 'branch, otherwise');
  return runnable({
    name: 'RunnableBranch',
    type: 'chain',
    // A condition may answer at once, and then its frames are below those of what is chosen.
    weight: 1 + weightAround(last, ...steps.flatMap(({ condition, chosen }) => [condition, chosen])),
    tells: 'root',
    once: (value: In, run) => choose(steps, last, value, run, 0),
  });
}

function choose(
  choices: readonly Choice[],
  otherwise: Step,
  value: unknown,
  run: StepRun,
  index: number,
): Observable<unknown> {
  const learn = (join: StepRun['join']): void => {
    run.join = join;
  };
  const choice = choices[index];
  if (choice === undefined) return run.child(otherwise, { value }, { tag: 'branch:default', onJoin: learn });
  return run.child(choice.condition, { value }, { tag: `condition:${index + 1}`, isInvoked: true }).pipe(
    defaultIfEmpty(false),
    concatMap((holds) =>
      holds
        ? run.child(choice.chosen, { value }, { tag: `branch:${index + 1}`, onJoin: learn })
        : choose(choices, otherwise, value, run, index + 1),
    ),
  );
}
