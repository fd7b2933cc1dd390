import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  injectChatModel,
  injectRun,
  provideRunnables,
  runnableResource,
  withChatModel,
} from '../../src/angular/index.ts';
import { chatPrompt, stringParser, withRetry, withTimeout } from '../../src/index.ts';
import { type MarbleModel, marbles } from '../../src/testing/index.ts';
import { createHost, setUpAngular } from './angularTest.ts';

setUpAngular();

const ask = chatPrompt('about {topic}');

class JokeFields {
  readonly topic = signal<{ topic: string } | undefined>(undefined);
  readonly joke = runnableResource({
    runnable: ask.pipe(injectChatModel(), stringParser()),
    params: () => this.topic(),
  });
}
const Joke = Component({ selector: 'app-joke', template: '{{ joke.phase() }}: {{ joke.partial() }}' })(
  JokeFields,
);

function provide(model: MarbleModel): void {
  TestBed.configureTestingModule({ providers: [provideRunnables(withChatModel(() => model))] });
}

describe('Angular in virtual time, with the marbles of rxchain/testing', () => {
  it(
    'a component shows each token at its time, and its end aborts the model',
    marbles((m) => {
      const model = m.model(['5ms a 4ms (b|)', '5ms c 900ms |'], { a: 'Why', b: ' not?', c: 'Two' });
      provide(model);
      const fixture = TestBed.createComponent(Joke);
      const shown: string[] = [];
      const look = (): void => {
        TestBed.tick();
        shown.push(`${m.scheduler.frame} ${fixture.nativeElement.textContent}`);
      };
      fixture.componentInstance.topic.set({ topic: 'parrot' });
      look();
      m.scheduler.schedule(look, 7);
      m.scheduler.schedule(look, 12);
      m.scheduler.schedule(() => {
        fixture.componentInstance.topic.set({ topic: 'bear' });
        TestBed.tick();
      }, 20);
      m.scheduler.schedule(look, 26);
      m.scheduler.schedule(() => fixture.destroy(), 30);
      m.expectSubscriptions(model.subscriptions).toBe(['^ 9ms !', '20ms ^ 9ms !']);
      m.flush();
      expect(shown).toEqual(['0 pending: ', '7 streaming: Why', '12 done: Why not?', '26 streaming: Two']);
    }),
  );

  it.each([
    { strategy: 'switch', subscriptions: ['^ 4ms !', '5ms ^ 9ms !'], last: 'two' },
    { strategy: 'exhaust', subscriptions: ['^ 9ms !'], last: 'one' },
    { strategy: 'concat', subscriptions: ['^ 9ms !', '10ms ^ 9ms !'], last: 'two' },
    { strategy: 'merge', subscriptions: ['^ 9ms !', '5ms ^ 9ms !'], last: 'two' },
  ] as const)('injectRun, $strategy: a second call after 5 ms', ({ strategy, subscriptions, last }) => {
    marbles((m) => {
      const model = m.model(['10ms (a|)', '10ms (b|)'], { a: 'one', b: 'two' });
      provide(model);
      const run = createHost().run(() =>
        injectRun(ask.pipe(injectChatModel(), stringParser()), { strategy }),
      );
      run.run({ topic: 'parrot' });
      m.scheduler.schedule(() => run.run({ topic: 'bear' }), 5);
      m.expectSubscriptions(model.subscriptions).toBe([...subscriptions]);
      m.flush();
      expect([run.phase(), run.value(), run.openRuns()]).toEqual(['done', last, 0]);
    })();
  });

  it(
    'a time limit and a retry around the model of the app, and stop in the wait',
    marbles((m) => {
      const model = m.model(['900ms a|', '5ms a 900ms |'], { a: 'Why' });
      provide(model);
      const careful = (): ReturnType<typeof ask.pipe> =>
        ask.pipe(
          withRetry(withTimeout(injectChatModel(), { first: 50 }), { count: 1, delay: () => timer(20) }),
          stringParser(),
        );
      const run = createHost().run(() => injectRun(careful()));
      run.run({ topic: 'parrot' });
      const phases: string[] = [];
      for (const at of [49, 60, 76]) m.scheduler.schedule(() => phases.push(`${at} ${run.phase()}`), at);
      m.scheduler.schedule(() => run.stop(), 80);
      m.expectSubscriptions(model.subscriptions).toBe(['^ 49ms !', '70ms ^ 9ms !']);
      m.flush();
      expect(phases).toEqual(['49 pending', '60 pending', '76 streaming']);
      expect([run.phase(), run.partial()]).toEqual(['stopped', 'Why']);
    }),
  );
});
