import { EMPTY, type MonoTypeOperatorFunction } from 'rxjs';
import { joinOf } from '../../operators/joinOf.ts';
import { checkConfig } from '../run/checkConfig.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { openRun } from '../step/openRun.ts';
import type { Step } from '../step/Step.ts';

/**
 * Makes a plain pipe one run: everything upstream of it is told as its child, with its tags and metadata, to its sinks. It is
 * what `chain(…).withConfig(config)` is to a chain. Chunks, completion, errors and unsubscribing pass through unchanged.
 *
 * @example
 * of({ topic: 'parrot' }).pipe(prompt, model, stringParser(), asRun({ runName: 'joke', events }));
 */
export function asRun<T>(config: RunConfig = {}): MonoTypeOperatorFunction<T> {
  checkConfig(config, 'asRun');
  return (source) => {
    const join = joinOf(source);
    const step: Step = {
      name: 'RunnableSequence',
      type: 'chain',
      join,
      // The source is the body of the run, not its input: so the run is found upstream, and starts when its body is subscribed.
      transform: (_, { run }) => {
        run?.start({});
        return source;
      },
    };
    return openRun(step, { source: EMPTY }, { config, join }) as unknown as typeof source;
  };
}
