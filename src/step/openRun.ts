import type { Observable } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { RunnableError } from '../RunnableError.ts';
import { findRun } from '../run/findRun.ts';
import type { Run } from '../run/Run.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { RunStream } from '../run/RunStream.ts';
import { runKey } from '../run/runKey.ts';
import { Frame } from './Frame.ts';
import { planOf } from './Plan.ts';
import type { Step } from './Step.ts';
import type { ChildOptions, RunInput } from './StepRun.ts';

export interface OpenOptions extends ChildOptions {
  /** The run around it; found at subscription when not given. */
  readonly parent?: Run | undefined;
  readonly config?: RunConfig | undefined;
  readonly inputJoin?: Join<unknown> | undefined;
  /** The rule of the output, where it is known beforehand. */
  readonly join?: Join<unknown> | undefined;
}

export type OpenRun = (step: Step, input: RunInput, options: OpenOptions) => Observable<unknown>;

/** An execution of a step over one input, cold: every subscription is a run of its own. The one way in for all of them. */
export function openRun(step: Step, input: RunInput, options: OpenOptions): RunStream<unknown> {
  const plan = planOf(step);
  return new RunStream((subscriber) => {
    if (subscriber.closed) return;
    const parent = options.parent ?? runOf(options.config) ?? runOf(step.config) ?? findRun(subscriber);
    if (nesting === maxNesting) {
      subscriber.error(tooDeep(step.name));
      return;
    }
    nesting++;
    try {
      new Frame(plan, input, subscriber, { ...options, parent, config: options.config }, openRun).run();
    } catch (error) {
      subscriber.error(error);
    } finally {
      nesting--;
    }
  }, options.join);
}

/** How many runs are being opened inside each other on the call stack, and how many it bears. */
let nesting = 0;
const maxNesting = 200;

function tooDeep(name: string): RunnableError {
  return new RunnableError(
    `${name} is opened inside ${maxNesting} others, each before the one around it has come to anything: does it call itself? Let it wait first, as with delay(0), or build a chain.`,
    { code: 'too_deep' },
  );
}

/** The run that a config carries. */
export function runOf(config: RunConfig | undefined): Run | undefined {
  return (config as { readonly [runKey]?: Run } | undefined)?.[runKey];
}
