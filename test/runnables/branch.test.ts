import { describe, expect, it } from 'vitest';
import { stringParser } from '../../src/parsers/stringParser.ts';
import type { Runnable } from '../../src/Runnable.ts';
import { branch } from '../../src/runnables/branch.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { type Marbles, marbles } from '../../src/testing/marbles.ts';

const failure = new Error('thrown by the user');
const isQuestion = lambda((text: unknown) => String(text).endsWith('?'), { name: 'isQuestion' });

const answers = (m: Marbles): Record<'answer' | 'chat', Runnable<string, string>> => ({
  answer: chain(m.model('-a-b|...'), stringParser()) as Runnable<string, string>,
  chat: chain(m.model('-c|...'), stringParser()) as Runnable<string, string>,
});

describe('branch', () => {
  it(
    'streams the first whose condition holds, else otherwise; with the whole input',
    marbles((m) => {
      const { answer, chat } = answers(m);
      const routed = branch([[isQuestion, answer]], chat);
      m.expectObservable(m.cold('-h-?|').pipe(routed)).toBe('-----a-b|');
      m.expectObservable(m.cold('-h-i|').pipe(routed)).toBe('-----c|');
      m.expectObservable(routed.invoke('hi?')).toBe('----(x|)', { x: 'ab' });
    }),
  );

  it(
    'conditions are asked in order, one by one; the rest is not asked',
    marbles((m) => {
      const asked: string[] = [];
      const condition = (name: string, holds: boolean) =>
        lambda(() => {
          asked.push(`${name} at ${m.scheduler.frame}`);
          return m.promise(holds ? '--y' : '--n', { y: true, n: false });
        });
      const choices = [
        [condition('one', false), lambda(() => 'first')],
        [condition('two', true), lambda(() => 'second')],
        [condition('three', true), lambda(() => 'third')],
      ] as const;
      const routed = branch(
        choices,
        lambda(() => 'none'),
      );
      m.expectObservable(routed.stream('x')).toBe('----(x|)', { x: 'second' });
      m.flush();
      expect(asked).toEqual(['one at 0', 'two at 2']);
    }),
  );

  it(
    'empty source: nothing runs, completes empty',
    marbles((m) => {
      const { answer, chat } = answers(m);
      m.expectObservable(m.cold('--|').pipe(branch([[isQuestion, answer]], chat))).toBe('--|');
    }),
  );

  it(
    'never, and leaving early tears the source down',
    marbles((m) => {
      const { answer, chat } = answers(m);
      const source = m.cold('-a-');
      m.expectObservable(source.pipe(branch([[isQuestion, answer]], chat)), '^--!').toBe('-');
      m.expectSubscriptions(source.subscriptions).toBe('^--!');
    }),
  );

  it(
    'leaving during the chosen one cancels it',
    marbles((m) => {
      const model = m.model('-a-b-c|');
      const routed = branch([[isQuestion, model]], model);
      m.expectObservable(routed.pipe(stringParser()).stream('hi'), '^--!').toBe('-a');
      m.expectSubscriptions(model.subscriptions).toBe('^--!');
    }),
  );

  it(
    'source error',
    marbles((m) => {
      const { answer, chat } = answers(m);
      const source = m.cold('-a#', undefined, failure);
      m.expectObservable(source.pipe(branch([[isQuestion, answer]], chat))).toBe('--#', undefined, failure);
    }),
  );

  it(
    'an error of a condition, and of what is chosen, goes through unchanged',
    marbles((m) => {
      const throwing = lambda((_: string): string => {
        throw failure;
      });
      const fine = lambda((text: string) => text);
      m.expectObservable(branch([[throwing, fine]], fine).stream('x')).toBe('#', undefined, failure);
      m.expectObservable(branch([[isQuestion, throwing]], fine).stream('x?')).toBe('#', undefined, failure);
      m.expectObservable(branch([[isQuestion, fine]], throwing).stream('x')).toBe('#', undefined, failure);
    }),
  );

  it(
    'a second subscription asks and runs again',
    marbles((m) => {
      const model = m.model(['-a|', '-b|']);
      const run = branch([[isQuestion, model]], model)
        .pipe(stringParser())
        .stream('hi');
      m.expectObservable(run).toBe('-a|');
      m.expectObservable(run, '---^').toBe('----b|');
    }),
  );

  it(
    'a condition that gives nothing does not hold',
    marbles((m) => {
      const nothing = lambda(() => m.cold('-|'));
      m.expectObservable(
        branch(
          [[nothing, lambda(() => 'yes')]],
          lambda(() => 'no'),
        ).stream('x'),
      ).toBe('-(x|)', { x: 'no' });
    }),
  );

  it('tells conditions and branches with their places', () => {
    const told: string[] = [];
    const fine = lambda((text: string) => text, { name: 'fine' });
    const routed = branch([[isQuestion, fine]], fine);
    for (const text of ['x?', 'x']) {
      routed.streamEvents(text).subscribe(({ event, name, tags }) => {
        if (event.endsWith('_start')) told.push(`${name} ${tags.join()}`.trim());
      });
    }
    expect(told).toEqual([
      'RunnableBranch',
      'isQuestion condition:1',
      'fine branch:1',
      'RunnableBranch',
      'isQuestion condition:1',
      'fine branch:default',
    ]);
  });

  it('refuses what is no runnable, and says where', () => {
    const fine = lambda((text: string) => text);
    expect(() => branch([[5 as never, fine]], fine)).toThrow(/branch, condition 1/);
    expect(() => branch([[fine, 5 as never]], fine)).toThrow(/branch 1/);
    expect(() => branch([[fine, fine]], undefined as never)).toThrow(/branch, otherwise/);
  });
});
