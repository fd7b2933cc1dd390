import type { Resource, Signal } from '@angular/core';
import { describe, expectTypeOf, it } from 'vitest';
import type { DeepPartial } from '../../operators/index.ts';
import {
  injectRun,
  type RunnableResourceRef,
  type RunRef,
  runnableResource,
} from '../../src/angular/index.ts';
import { type AIMessage, type ChatModel, chatPrompt, jsonParser, stringParser } from '../../src/index.ts';

declare const model: ChatModel;
const joke = chatPrompt('about {topic}').pipe(model, stringParser());

describe('rxchain/angular', () => {
  it('runnableResource takes its types from the runnable', () => {
    const text = () => runnableResource({ runnable: joke, params: () => ({ topic: 'x' }) });
    expectTypeOf(text).returns.toEqualTypeOf<RunnableResourceRef<string>>();
    expectTypeOf(text).returns.toExtend<Resource<string | undefined>>();
    const message = () => runnableResource({ runnable: model, params: () => 'x' });
    expectTypeOf(message).returns.toEqualTypeOf<RunnableResourceRef<AIMessage>>();
    const later = () => runnableResource({ runnable: () => joke, params: () => undefined });
    expectTypeOf(later).returns.toEqualTypeOf<RunnableResourceRef<string>>();
  });

  it('partial is partial in its depth', () => {
    type Answer = { countries: { name: string }[] };
    const json = chatPrompt('{x}').pipe(model, jsonParser<Answer>());
    const ref = () => runnableResource({ runnable: json, params: () => ({ x: 1 }) }).partial;
    expectTypeOf(ref).returns.toEqualTypeOf<Signal<DeepPartial<Answer> | undefined>>();
  });

  it('refuses an input that the runnable does not take', () => {
    // @ts-expect-error: the prompt needs a topic
    const wrong = () => runnableResource({ runnable: joke, params: () => ({ subject: 'x' }) });
    expectTypeOf(wrong).toBeFunction();
    // @ts-expect-error: the default is of the output's type
    const bad = () => runnableResource({ runnable: joke, params: () => undefined, defaultValue: 1 });
    expectTypeOf(bad).toBeFunction();
  });

  it('injectRun takes the input where it runs', () => {
    const run = () => injectRun(joke, { strategy: 'merge' });
    expectTypeOf(run).returns.toExtend<RunRef<{ topic: string }, string>>();
    expectTypeOf<ReturnType<typeof run>['run']>().parameter(0).toHaveProperty('topic');
    expectTypeOf<ReturnType<typeof run>['value']>().returns.toEqualTypeOf<string | undefined>();
  });
});
