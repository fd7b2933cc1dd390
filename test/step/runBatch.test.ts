import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('failed');

describe('batch', () => {
  it(
    'gives one list, in the order of the inputs, when all are done',
    marbles((m) => {
      const model = m.model(['---a|', '-b|', '--c|']);
      m.expectObservable(chain(model, stringParser()).batch(['x', 'y', 'z'])).toBe('----(x|)', {
        x: ['a', 'b', 'c'],
      });
      m.expectSubscriptions(model.subscriptions).toBe(['^---!', '^-!', '^--!']);
    }),
  );

  it(
    'maxConcurrency 1 is one after the other',
    marbles((m) => {
      const model = m.model('-(a|)...');
      m.expectObservable(chain(model, stringParser()).batch(['x', 'y', 'z'], { maxConcurrency: 1 })).toBe(
        '---(x|)',
        { x: ['a', 'a', 'a'] },
      );
      m.expectSubscriptions(model.subscriptions).toBe(['^!', '-^!', '--^!']);
    }),
  );

  it(
    'no inputs: an empty list; nothing happens before subscribe',
    marbles((m) => {
      const model = m.model('-a|');
      m.expectObservable(model.batch([])).toBe('(x|)', { x: [] });
      model.batch(['x']);
      m.expectSubscriptions(model.subscriptions).toBe([]);
    }),
  );

  it(
    'the first failure ends it and cancels the others',
    marbles((m) => {
      const model = m.model(['-----a|', '--#'], undefined, failure);
      m.expectObservable(model.batch(['x', 'y'])).toBe('--#', undefined, failure);
      m.expectSubscriptions(model.subscriptions).toBe(['^-!', '^-!']);
    }),
  );

  it(
    'settled: failures in the list',
    marbles((m) => {
      const model = m.model(['--a|', '-#'], undefined, failure);
      m.expectObservable(chain(model, stringParser()).batch(['x', 'y'], { settled: true })).toBe('---(x|)', {
        x: [
          { status: 'fulfilled', value: 'a' },
          { status: 'rejected', reason: failure },
        ],
      });
    }),
  );

  it(
    'leaving early cancels all; those that wait never start',
    marbles((m) => {
      const model = m.model(['-----a|', '-----b|', '-----c|']);
      m.expectObservable(model.batch(['x', 'y', 'z'], { maxConcurrency: 2 }), '^--!').toBe('-');
      m.expectSubscriptions(model.subscriptions).toBe(['^--!', '^--!']);
    }),
  );

  it(
    'an abort ends all, settled or not; the reason is the error',
    marbles((m) => {
      const controller = new AbortController();
      const model = m.model(['-----a|', '-----b|']);
      m.expectObservable(model.batch(['x', 'y'], { signal: controller.signal })).toBe(
        '--#',
        undefined,
        'enough',
      );
      m.scheduler.schedule(() => controller.abort('enough'), 2);
      m.expectSubscriptions(model.subscriptions).toBe(['^-!', '^-!']);
    }),
  );

  it(
    'a second subscription runs all again',
    marbles((m) => {
      const model = m.model(['-a|', '-b|']);
      const batch = chain(model, stringParser()).batch(['x']);
      m.expectObservable(batch).toBe('--(x|)', { x: ['a'] });
      m.expectObservable(batch, '----^').toBe('------(x|)', { x: ['b'] });
    }),
  );

  it(
    'an input that gives nothing is undefined in its place',
    marbles((m) => {
      m.expectObservable(lambda((n: number) => (n === 2 ? m.cold<number>('|') : n)).batch([1, 2, 3])).toBe(
        '(x|)',
        {
          x: [1, undefined, 3],
        },
      );
    }),
  );

  it('each input is a root run of its own', () => {
    const roots: string[] = [];
    const events = {
      next: ({ event, parent_ids, run_id }: RunEvent) => {
        if (event === 'on_chain_start' && parent_ids.length === 0) roots.push(run_id);
      },
    };
    lambda((n: number) => n)
      .batch([1, 2, 3], { events })
      .subscribe();
    expect(new Set(roots).size).toBe(3);
  });

  it('100,000 inputs at a limit of 1', () => {
    let sum = 0;
    lambda((n: number) => n + 1)
      .batch(
        Array.from({ length: 100_000 }, (_, i) => i),
        { maxConcurrency: 1 },
      )
      .subscribe((list) => {
        sum = list.reduce((a, b) => a + b, 0);
      });
    expect(sum).toBe(5_000_050_000);
  });

  it('a limit that would let none run is refused, when it is called', () => {
    for (const maxConcurrency of [0, -1, Number.NaN]) {
      expect(() => lambda((n: number) => n).batch([1], { maxConcurrency })).toThrow(
        expect.objectContaining({ code: 'bad_config' }),
      );
    }
  });

  it('anything but a list is refused, when it is called', () => {
    for (const inputs of ['abc', null, undefined, 5, { a: 1 }]) {
      expect(() => lambda((n: number) => n).batch(inputs as never)).toThrow(
        expect.objectContaining({ code: 'bad_input' }),
      );
    }
  });
});
