import type { Observable } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import type { Run } from '../run/Run.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import type { Segment } from './Segment.ts';
import type { Step } from './Step.ts';
import type { ChildOptions, RunInput, StepRun } from './StepRun.ts';

/** The run of a barrier, or of the head of a part, as its step sees it. */
export class StageRun implements StepRun {
  readonly run: Run | undefined;
  readonly isWhole: boolean;
  join: Join<unknown> | undefined;
  sourceJoin: Join<unknown> | undefined;
  readonly #segment: Segment;

  constructor(segment: Segment, run: Run | undefined, isWhole: boolean) {
    this.#segment = segment;
    this.run = run;
    this.isWhole = isWhole;
  }

  get isInvoked(): boolean {
    return this.#segment.frame.isInvoked;
  }

  config(): RunConfig {
    return this.run?.childConfig() ?? {};
  }

  child(step: Step, input: RunInput, options: ChildOptions = {}): Observable<unknown> {
    const { open, isInvoked } = this.#segment.frame;
    return open(step, input, {
      parent: this.run,
      tag: options.tag,
      isInvoked: options.isInvoked ?? isInvoked,
      onJoin: options.onJoin,
    });
  }
}
