import '@angular/compiler';
import { effect } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { concat, type Observable, throwError } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { injectEvents, injectRun, type RunRef } from '../../src/angular/index.ts';
import { operator } from '../../src/index.ts';
import { marbles } from '../../src/testing/index.ts';
import { createHost, setUpAngular } from './angularTest.ts';

setUpAngular();

/** What a ref shows, each time it changes, with the frame of virtual time. */
function record(
  test: TestScheduler,
  source: Observable<string>,
  coalesce: 'frame' | number | undefined,
  during: (ref: RunRef<string, string>) => void = () => undefined,
): { readonly log: string[]; readonly ref: RunRef<string, string> } {
  const host = createHost();
  const echo = operator<string, string>(() => source, { name: 'source' });
  const ref = host.run(() => injectRun(echo, { ...(coalesce !== undefined && { coalesce }) }));
  const log: string[] = [];
  host.run(() => effect(() => log.push(`${test.now()} ${ref.phase()} ${ref.partial() ?? ''}`.trim())));
  ref.run('');
  TestBed.tick();
  // Every millisecond the app looks.
  for (let time = 0; time < 100; time++) {
    test.schedule(() => TestBed.tick(), time + 0.5);
  }
  during(ref);
  return { log, ref };
}

describe('coalesce', () => {
  it(
    'without it every chunk is written',
    marbles(({ scheduler, cold, flush }) => {
      const { log } = record(scheduler, cold('a-b-c-|'), undefined);
      flush();
      expect(log.map((line) => line.replace(/^[\d.]+ /, ''))).toEqual([
        'pending',
        'streaming a',
        'streaming ab',
        'streaming abc',
        'done abc',
      ]);
    }),
  );

  it(
    'writes at most once per so many ms, and the end at once with all that came',
    marbles(({ scheduler, cold, flush }) => {
      const { log } = record(scheduler, cold('abc 7ms def 2ms g|'), 10);
      flush();
      expect(log).toEqual(['0 pending', '10.5 streaming abcd', '16.5 done abcdefg']);
    }),
  );

  it(
    'writes once per frame',
    marbles(({ scheduler, cold, animate, flush }) => {
      animate('            ---x---x---x');
      const source = cold('abc--d-----|');
      const { log } = record(scheduler, source, 'frame');
      flush();
      expect(log).toEqual(['0 pending', '3.5 streaming abc', '7.5 streaming abcd', '11.5 done abcd']);
    }),
  );

  it(
    'loses nothing when an error comes before the write, and tells it at once',
    marbles(({ scheduler, cold, flush }) => {
      const failing = concat(
        cold('ab|'),
        throwError(() => new Error('cut')),
      );
      const { log } = record(scheduler, failing, 50);
      flush();
      expect(log).toEqual(['0 pending', '2.5 error ab']);
    }),
  );

  it(
    'loses nothing when it is stopped before the write, and writes nothing after it',
    marbles(({ scheduler, cold, flush }) => {
      const { log } = record(scheduler, cold('ab-----c|'), 20, (ref) =>
        scheduler.schedule(() => ref.stop(), 4),
      );
      flush();
      expect(log).toEqual(['0 pending', '4.5 stopped ab']);
    }),
  );

  it(
    'holds the events of injectEvents back too, and drops none when their source ends',
    marbles(({ scheduler, cold, flush }) => {
      const host = createHost();
      const echo = operator<string, string>(() => cold('abcd|'), { name: 'source' });
      const ref = host.run(() => injectRun(echo));
      const all = host.run(() => injectEvents(ref));
      const held = host.run(() => injectEvents(ref, { coalesce: 10 }));
      const lengths: number[] = [];
      scheduler.schedule(() => lengths.push(held().length), 5);
      scheduler.schedule(() => ref.destroy(), 6);
      scheduler.schedule(() => lengths.push(held().length), 11);
      ref.run('');
      flush();
      expect(lengths).toEqual([0, all().length]);
      expect(all().length).toBeGreaterThan(4);
    }),
  );
});
