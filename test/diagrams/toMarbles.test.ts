import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { drawRun } from '../../src/diagrams/drawRun.ts';
import { toMarbles } from '../../src/diagrams/toMarbles.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { marbles } from '../../src/testing/marbles.ts';
import { recordRun } from '../../src/testing/recordRun.ts';
import { Recorder } from './recorded.ts';

const { events } = new Recorder().start(0, 'r1').chunk(0, 'r1', 'x').end(0, 'r1');
const [s, t, e] = events.map(({ event }) => event) as [RunEvent, RunEvent, RunEvent];
const told = { s, t, e };
const picture = (...rows: readonly string[]): string => rows.join('\n');

describe('toMarbles', () => {
  it(
    'draws what there is, at most once in 16 ms, and the last one at the end',
    marbles((m) => {
      const source = m.cold('s 9ms t 19ms t 9ms (e|)', told);
      const drawn = ' 16ms a 29ms b 3ms c|'.replace('29ms b 3ms c|', '23ms (b|)').trim();
      m.expectObservable(source.pipe(toMarbles())).toBe(drawn, {
        a: picture('ms  0 10', 'r1  ^-a--', '^ start   - running', 'a = "x"'),
        b: picture('ms  0 10 30 40', 'r1  ^-a--a--|', '^ start   | end   - running', 'a = "x"'),
      });
      m.expectSubscriptions(source.subscriptions).toBe('^ 39ms !');
    }),
  );

  it(
    'draws the picture that drawRun draws of the whole',
    marbles((m) => {
      const chain = chatPrompt('hi {name}').pipe(m.model(['5ms a 99ms b|', '5ms a 99ms b|']), stringParser());
      const pictures: string[] = [];
      chain
        .streamEvents({ name: 'Ada' })
        .pipe(toMarbles())
        .subscribe((drawn) => pictures.push(drawn));
      const run = recordRun(chain, { name: 'Ada' });
      m.flush();
      expect(pictures).toHaveLength(2);
      expect(pictures.at(-1)).toBe(drawRun(run.events));
    }),
  );

  it(
    'every: as often as asked, and once per instant with 0',
    marbles((m) => {
      const source = m.cold('(st)t', told);
      const one = picture('ms  0', 'r1  ^a-', '^ start   - running', 'a = "x"');
      const two = picture('ms  0  4', 'r1  ^a-a-', '^ start   - running', 'a = "x"');
      m.expectObservable(source.pipe(toMarbles({ every: 0 })), '------!').toBe('a---b', { a: one, b: two });
      m.expectObservable(source.pipe(toMarbles({ every: 3 })), '----------!').toBe('---a---b', {
        a: one,
        b: two,
      });
    }),
  );

  it(
    'an empty source: no events, and completion',
    marbles((m) => {
      m.expectObservable(m.cold<RunEvent>('--|').pipe(toMarbles())).toBe('--(x|)', { x: '(no events)' });
    }),
  );

  it(
    'never: nothing',
    marbles((m) => {
      const source = m.cold<RunEvent>('---');
      m.expectObservable(source.pipe(toMarbles()), '^ 99ms !').toBe('---');
      m.expectSubscriptions(source.subscriptions).toBe('^ 99ms !');
    }),
  );

  it(
    'an error: the last picture, then the error',
    marbles((m) => {
      const source = m.cold('s-t#', told);
      m.expectObservable(source.pipe(toMarbles())).toBe('---(x#)', {
        x: picture('ms  0 2', 'r1  ^-a-', '^ start   - running', 'a = "x"'),
      });
    }),
  );

  it(
    'leaving early tears the source down, and nothing is drawn any more',
    marbles((m) => {
      const source = m.cold('s-t-t-t', told);
      m.expectObservable(source.pipe(toMarbles()), '^---!').toBe('-');
      m.expectSubscriptions(source.subscriptions).toBe('^---!');
    }),
  );

  it(
    'a second subscription draws a picture of its own',
    marbles((m) => {
      const drawn = m.cold('se|', told).pipe(toMarbles());
      const x = picture('ms  0 1', 'r1  ^-|', '^ start   | end   - running');
      m.expectObservable(drawn).toBe('--(x|)', { x });
      m.expectObservable(drawn, '-----^').toBe('-------(x|)', { x });
    }),
  );

  it(
    'does not draw the last one twice',
    marbles((m) => {
      const x = picture('ms  0 1', 'r1  ^-|', '^ start   | end   - running');
      m.expectObservable(m.cold('se 30ms |', told).pipe(toMarbles())).toBe('16ms x 15ms |', { x });
    }),
  );

  it(
    'shows cancellations of a sink, which stays open',
    marbles((m) => {
      const sink = new Subject<RunEvent>();
      const pictures: string[] = [];
      sink.pipe(toMarbles({ every: 1 })).subscribe((drawn) => pictures.push(drawn));
      const run = recordRun(m.model('-a----|'), 'hi', { events: sink });
      m.scheduler.schedule(() => run.stop(), 3);
      m.flush();
      expect(pictures.at(-1)).toBe(
        picture('ms           0 1 3', 'MarbleModel  ^-a-!', '^ start   ! cancel   - running', 'a = "a"'),
      );
    }),
  );

  it('refuses options that it cannot follow, at once', () => {
    expect(() => toMarbles({ every: -1 })).toThrow('toMarbles: every must be a number of ms; got -1.');
    expect(() => toMarbles({ every: Number.NaN })).toThrow('got NaN');
    expect(() => toMarbles({ width: -1 })).toThrow(
      'toMarbles: width must be a whole number above 0; got -1.',
    );
    expect(() => toMarbles({ filter: { includeNames: 'x' } as never })).toThrow('list of strings');
  });

  it(
    'takes the options of drawRun',
    marbles((m) => {
      const drawn = m.cold('s|', told).pipe(toMarbles({ title: 'One', filter: { excludeNames: ['r2'] } }));
      m.expectObservable(drawn).toBe('-(x|)', {
        x: picture('One', 'ms  0', 'r1  ^-', '^ start   - running'),
      });
    }),
  );
});
