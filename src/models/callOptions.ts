import type { StepRun } from '../step/StepRun.ts';
import type { ModelOptions } from './ModelOptions.ts';

const caller = Symbol('caller');

interface Called extends ModelOptions {
  readonly [caller]?: StepRun;
}

// One getter for all calls: an object literal with one of its own gets a hidden class of its own too, and what its getter holds
// outlives the young generation with it. A thousand short runs kept a fifth of what they made.
const signal = {
  get(this: Called) {
    return this[caller]?.run?.signal;
  },
  enumerable: true,
  configurable: true,
};

/** What a model is called with. The signal is made when it is asked for. */
export function callOptions(options: ModelOptions | undefined, run: StepRun): ModelOptions {
  const called = Object.defineProperty({ ...options }, caller, { value: run });
  return Object.defineProperty(called, 'signal', signal);
}
