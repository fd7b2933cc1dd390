import type { Observable, OperatorFunction } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { checkConfig } from '../run/checkConfig.ts';
import { mergeConfigs } from '../run/mergeConfigs.ts';
import type { BatchConfig, RunConfig, StreamEventsOptions } from '../run/RunConfig.ts';
import type { RunStream } from '../run/RunStream.ts';
import { openRun } from './openRun.ts';
import { runBatch } from './runBatch.ts';
import type { Step } from './Step.ts';
import { checkWeight, sequence } from './sequence.ts';
import { stepKey } from './stepKey.ts';
import { streamEvents } from './streamEvents.ts';
import { toStep } from './toStep.ts';

/** A step as a function over an Observable, with the methods of a runnable. Its types are put on by `Runnable`. */
export interface Callable extends OperatorFunction<unknown, unknown> {
  readonly [stepKey]: Step;
  pipe(...steps: unknown[]): Callable;
  withConfig(config: RunConfig): Callable;
  stream(input: unknown, config?: RunConfig): RunStream<unknown>;
  invoke(input: unknown, config?: RunConfig): RunStream<unknown>;
  batch(inputs: readonly unknown[], config?: BatchConfig): RunStream<unknown>;
  streamEvents(input: unknown, options?: StreamEventsOptions): RunStream<unknown>;
}

export function callable(step: Step): Callable {
  checkWeight(step);
  const join = joinKnown(step);
  const run = (source: Observable<unknown>): RunStream<unknown> => openRun(step, { source }, { join });
  Object.setPrototypeOf(run, methods);
  Object.defineProperty(run, 'name', { value: step.config?.runName ?? step.name });
  Object.defineProperty(run, stepKey, { value: step });
  return run as unknown as Callable;
}

const methods: object = Object.create(Function.prototype, {
  pipe: method(function pipe(...steps: unknown[]) {
    if (steps.length === 0) return this;
    return callable(sequence([this[stepKey], ...steps.map((step) => toStep(step, `${this.name}.pipe`))]));
  }),
  withConfig: method(function withConfig(config: RunConfig) {
    checkConfig(config, `${this.name}.withConfig`);
    const step = this[stepKey];
    return callable({ ...step, config: mergeConfigs(step.config, config) });
  }),
  stream: method(function stream(value: unknown, config?: RunConfig) {
    checkConfig(config, `${this.name}.stream`);
    return openRun(this[stepKey], { value }, { config, join: joinKnown(this[stepKey]) });
  }),
  invoke: method(function invoke(value: unknown, config?: RunConfig) {
    checkConfig(config, `${this.name}.invoke`);
    return openRun(this[stepKey], { value }, { config, isInvoked: true });
  }),
  batch: method(function batch(inputs: readonly unknown[], config: BatchConfig = {}) {
    checkConfig(config, `${this.name}.batch`);
    return runBatch(this[stepKey], inputs, config);
  }),
  streamEvents: method(function events(value: unknown, options: StreamEventsOptions = {}) {
    checkConfig(options, `${this.name}.streamEvents`);
    return streamEvents(this[stepKey], value, options);
  }),
});

function method(value: (this: Callable, ...args: never[]) => unknown): PropertyDescriptor {
  return { value, writable: true, configurable: true };
}

/** The rule by which the output joins, where it does not depend on the run. */
function joinKnown(step: Step): Join<unknown> | undefined {
  let at: Step | undefined = step;
  while (at?.steps !== undefined) at = at.steps.at(-1);
  return at?.join;
}
