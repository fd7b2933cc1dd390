import type { Observable } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { mergeConfigs } from '../run/mergeConfigs.ts';
import type { Run } from '../run/Run.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import type { Place } from './Plan.ts';
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
  readonly #place: Place;

  constructor(segment: Segment, place: Place, run: Run | undefined, isWhole: boolean) {
    this.#segment = segment;
    this.#place = place;
    this.run = run;
    this.isWhole = isWhole;
  }

  // Where the cut of the output matters, the chunks are handed on also in an invoke: then the step is streamed.
  get isInvoked(): boolean {
    return this.#segment.frame.isInvoked && !this.#place.isCutMattering;
  }

  get tag(): string | undefined {
    return this.#place.bracket === undefined ? this.#segment.frame.tag : this.#place.tag;
  }

  get passedConfig(): RunConfig | undefined {
    const { step, bracket } = this.#place;
    const { config } = this.#segment.frame;
    return bracket !== undefined || config === undefined ? step.config : mergeConfigs(step.config, config);
  }

  config(): RunConfig {
    return this.run?.childConfig() ?? {};
  }

  child(step: Step, input: RunInput, options: ChildOptions = {}): Observable<unknown> {
    return this.#segment.frame.open(step, input, {
      ...options,
      parent: this.run,
      isInvoked: options.isInvoked ?? this.isInvoked,
    });
  }
}
