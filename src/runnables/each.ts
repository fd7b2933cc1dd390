import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import { describeValue } from '../step/describeValue.ts';
import { ignoreJoin } from '../step/ignoreJoin.ts';
import { checkLimit, inOrder } from '../step/inOrder.ts';
import { weightAround } from '../step/sequence.ts';
import { toStep } from '../step/toStep.ts';

export interface EachOptions {
  /** How many items run at the same time (default: all). */
  readonly maxConcurrency?: number | undefined;
}

/**
 * Runs something for every item of a list and gives one list with the results, in the order of the items, once all are done.
 * Each item is an invoked child run. The first failure ends it and cancels the others. Anything but a list is `bad_input`.
 *
 * @example
 * each(chain(prompt, model, stringParser()), { maxConcurrency: 2 }).invoke([{ topic: 'parrots' }, { topic: 'cats' }]);
 */
export function each<In, Out>(
  inner: Runnable<In, Out, unknown>,
  options: EachOptions = {},
): Runnable<readonly In[], Out[]> {
  const { maxConcurrency = Number.POSITIVE_INFINITY } = options;
  const step = toStep(inner, 'each');
  const name = `RunnableEach<${step.config?.runName ?? step.name}>`;
  checkLimit(maxConcurrency, name);
  return runnable({
    name,
    type: 'chain',
    weight: weightAround(step),
    tells: 'root',
    once: (items: readonly In[], run) => {
      if (!Array.isArray(items))
        throw new RunnableError(`${name} takes a list; got ${describeValue(items)}.`, { code: 'bad_input' });
      return inOrder(items, maxConcurrency, (value) =>
        run.child(step, { value }, { isInvoked: true, onJoin: ignoreJoin }),
      );
    },
  });
}
