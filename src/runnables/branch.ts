import { concatMap, defaultIfEmpty, type Observable } from 'rxjs';
import { type Runnable, runnable } from '../Runnable.ts';
import type { ChunkOf } from '../step/ChunkOf.ts';
import type { Fits } from '../step/Fits.ts';
import type { InOf } from '../step/InOf.ts';
import type { Invocable } from '../step/Invocable.ts';
import { ignoreJoin } from '../step/ignoreJoin.ts';
import type { Opaque } from '../step/Opaque.ts';
import type { OutOf } from '../step/OutOf.ts';
import type { Step } from '../step/Step.ts';
import type { StepLike } from '../step/StepLike.ts';
import type { StepRun } from '../step/StepRun.ts';
import { weightAround } from '../step/sequence.ts';
import { toStep } from '../step/toStep.ts';
import type { Unsaid } from '../step/Unsaid.ts';

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
export function branch<Choices, Otherwise, In = never>(
  choices: FitChoices<Choices, Opaque<In>> & readonly (readonly [condition: unknown, chosen: unknown])[],
  otherwise: Fits<Otherwise, Opaque<In>, Opaque<In>>,
): Runnable<
  In | Unsaid<In, InOfAll<StepsIn<Choices> | Otherwise>>,
  Opaque<OutOf<ChosenIn<Choices> | Otherwise, In | Unsaid<In, InOfAll<StepsIn<Choices> | Otherwise>>>>,
  Opaque<ChunkOf<ChosenIn<Choices> | Otherwise, In | Unsaid<In, InOfAll<StepsIn<Choices> | Otherwise>>>>
>;
export function branch(
  choices: readonly (readonly [condition: unknown, chosen: unknown])[],
  otherwise: unknown,
): Runnable<never, unknown> {
  const steps = choices.map((choice, index) => {
    const [condition, chosen] = Array.isArray(choice) ? choice : [choice, undefined];
    return {
      condition: toStep(condition, `branch, condition ${index + 1}`),
      chosen: toStep(chosen, `branch ${index + 1}`),
    };
  });
  const last = toStep(otherwise, 'branch, otherwise');
  return runnable({
    name: 'RunnableBranch',
    type: 'chain',
    // A condition may answer at once, and then its frames are below those of what is chosen.
    weight: 1 + weightAround(last, ...steps.flatMap(({ condition, chosen }) => [condition, chosen])),
    tells: 'root',
    once: (value: unknown, run) => choose(steps, last, value, run, 0),
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
  return run
    .child(
      choice.condition,
      { value },
      { tag: `condition:${index + 1}`, isInvoked: true, onJoin: ignoreJoin },
    )
    .pipe(
      defaultIfEmpty(false),
      concatMap((holds) =>
        holds
          ? run.child(choice.chosen, { value }, { tag: `branch:${index + 1}`, onJoin: learn })
          : choose(choices, otherwise, value, run, index + 1),
      ),
    );
}

type FitChoices<Choices, In> = [Choices] extends [never]
  ? readonly (readonly [condition: Invocable<In, unknown, unknown>, chosen: StepLike<In>])[]
  : Choices extends { readonly [I in keyof Choices]: FitChoice<Choices[I], In> }
    ? Choices
    : { readonly [I in keyof Choices]: FitChoice<Choices[I], In> };

type FitChoice<Pair, In> = Pair extends readonly [infer Condition, infer Chosen]
  ? readonly [condition: Fits<Condition, In, In>, chosen: Fits<Chosen, In, In>]
  : never;

type ChosenIn<Choices> = Choices extends readonly (readonly [unknown, infer Chosen])[] ? Chosen : never;
type StepsIn<Choices> = Choices extends readonly (readonly [infer Condition, infer Chosen])[]
  ? Condition | Chosen
  : never;
type InOfAll<S> = (S extends unknown ? (input: InOf<S>) => void : never) extends (input: infer In) => void
  ? In
  : never;
