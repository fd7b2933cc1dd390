import {
  asyncScheduler,
  catchError,
  concatMap,
  defer,
  delay,
  map,
  merge,
  mergeMap,
  Observable,
  observeOn,
  of,
  queueScheduler,
  retry,
  share,
  shareReplay,
  subscribeOn,
  switchMap,
  timer,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Runnable } from '../../src/Runnable.ts';
import { asRun } from '../../src/runnables/asRun.ts';
import { chain } from '../../src/runnables/chain.ts';
import { currentRun } from '../../src/runnables/currentRun.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { operator } from '../../src/runnables/operator.ts';
import { marbles } from '../../src/testing/marbles.ts';

/** A step that writes down the parents of each of its runs. */
function probe(seen: string[], fails = 0): Runnable<number, number> {
  let runs = 0;
  return lambda((n: number) => {
    seen.push(currentRun()?.parentIds.join('/') ?? 'no run');
    runs++;
    if (runs <= fails) throw new Error('try again');
    return n;
  });
}

type Wrapping = (step: Runnable<number, number>) => Observable<number>;

const handMade = (source: Observable<number>): Observable<number> =>
  new Observable((destination) =>
    source.subscribe({
      next: (n) => destination.next(n),
      error: (error) => destination.error(error),
      complete: () => destination.complete(),
    }),
  );

const wrappings: readonly (readonly [what: string, wrap: Wrapping, runs: number, fails?: number])[] = [
  [
    '1 map after it',
    (step) =>
      of(1).pipe(
        step,
        map((n) => n),
      ),
    1,
  ],
  ['2 called inside mergeMap', (step) => of(1, 2).pipe(mergeMap((n) => of(n).pipe(step))), 2],
  [
    '3 called inside concatMap, after a timer',
    (step) =>
      of(1, 2).pipe(
        concatMap((n) =>
          timer(2).pipe(
            map(() => n),
            step,
          ),
        ),
      ),
    2,
  ],
  [
    '3 called inside concatMap, later',
    (step) =>
      of(1, 2).pipe(
        delay(2),
        concatMap((n) => step(timer(2).pipe(map(() => n)))),
      ),
    2,
  ],
  ['4 merge of two', (step) => merge(step(of(1)), step(of(2))), 2],
  ['5 defer', (step) => defer(() => step(of(1))), 1],
  [
    '6 catchError behind a throwing map',
    (step) =>
      of(1).pipe(
        map((): number => {
          throw new Error('thrown');
        }),
        catchError(() => step(of(1))),
      ),
    1,
  ],
  ['7 retry after it', (step) => of(1).pipe(step, retry(1)), 2, 1],
  ['7 retry after it, with a wait', (step) => of(1).pipe(step, retry({ count: 1, delay: 5 })), 2, 1],
  ['8 delay after it', (step) => of(1).pipe(step, delay(1)), 1],
  ['9 observeOn after it', (step) => of(1).pipe(step, observeOn(queueScheduler)), 1],
  ['10 subscribeOn after it', (step) => of(1).pipe(step, subscribeOn(asyncScheduler)), 1],
  ['11 share after it', (step) => of(1).pipe(step, share()), 1],
  ['12 a hand-made Observable around it', (step) => handMade(of(1).pipe(step)), 1],
  [
    'switchMap and a timer',
    (step) => of(1).pipe(switchMap(() => timer(2).pipe(switchMap((n) => step(of(n)))))),
    1,
  ],
];

describe('the context of a run reaches a step inside it', () => {
  for (const [what, wrap, runs, fails] of wrappings) {
    it(
      `${what}: in a plain pipe`,
      marbles((m) => {
        const seen: string[] = [];
        wrap(probe(seen, fails))
          .pipe(asRun({ runId: 'root' }))
          .subscribe();
        m.flush();
        expect(seen).toEqual(new Array(runs).fill('root'));
      }),
    );

    it(
      `${what}: returned by a lambda`,
      marbles((m) => {
        const seen: string[] = [];
        const outer = lambda(() => wrap(probe(seen, fails)));
        outer.stream(0, { runId: 'root' }).subscribe();
        m.flush();
        expect(seen).toEqual(new Array(runs).fill('root'));
      }),
    );

    it(
      `${what}: at every subscription, in two runs at the same time`,
      marbles((m) => {
        const seen: string[] = [];
        const wrapped = defer(() => wrap(probe(seen, fails)));
        wrapped.pipe(asRun({ runId: 'one' })).subscribe();
        wrapped.pipe(asRun({ runId: 'two' })).subscribe();
        m.flush();
        expect([...seen].sort()).toEqual([...new Array(runs).fill('one'), ...new Array(runs).fill('two')]);
      }),
    );
  }

  it('13 three steps in a plain pipe are siblings', () => {
    const seen: string[] = [];
    of(1)
      .pipe(probe(seen), probe(seen), probe(seen), asRun({ runId: 'root' }))
      .subscribe();
    expect(seen).toEqual(['root', 'root', 'root']);
  });

  it('13 three steps in a plain pipe without a run are roots', () => {
    const seen: string[] = [];
    of(1).pipe(probe(seen), probe(seen), probe(seen)).subscribe();
    expect(seen).toEqual(['', '', '']);
  });

  it('13 an operator shows upstream the context that it was opened in, and its own run to what it calls', () => {
    const seen: string[] = [];
    const body = operator(
      mergeMap((n: number) => of(n).pipe(probe(seen))),
      { name: 'body' },
    );
    chain(probe(seen), body, probe(seen)).stream(1, { runId: 'root' }).subscribe();
    const [before, inside, behind] = seen;
    expect([before, behind]).toEqual(['root', 'root']);
    expect(inside).toMatch(/^root\/.+$/);
  });

  it(
    'marble tests stay clean: values and subscriptions are those of the plain pipe',
    marbles((m) => {
      const source = m.cold('-a-b-|');
      const upper = operator(map((text: string) => text.toUpperCase()));
      m.expectObservable(source.pipe(upper, asRun())).toBe('-A-B-|');
      m.expectSubscriptions(source.subscriptions).toBe('^----!');
    }),
  );

  it('a config passed by hand wins', () => {
    const seen: string[] = [];
    const inner = probe(seen);
    let kept: Parameters<Parameters<typeof lambda>[0]>[1] | undefined;
    const keeper = lambda((n: number, config) => {
      kept = config;
      return handMade(
        new Observable((destination) => {
          destination.add(
            lambda(() => inner.stream(n, kept), { name: 'other' })
              .stream(n)
              .subscribe(destination as never),
          );
        }),
      );
    });
    keeper.stream(1, { runId: 'root' }).subscribe();
    expect(seen).toEqual(['root']);
  });
});

describe('the known limits: the step becomes a root of its own, never the child of another run', () => {
  it(
    'share, then subscribeOn(asyncScheduler)',
    marbles((m) => {
      const seen: string[] = [];
      of(1)
        .pipe(probe(seen), subscribeOn(asyncScheduler), share(), asRun({ runId: 'root' }))
        .subscribe();
      of(1)
        .pipe(probe(seen), share(), subscribeOn(asyncScheduler), asRun({ runId: 'root 2' }))
        .subscribe();
      m.flush();
      expect(seen).toEqual(['', '']);
    }),
  );

  it(
    'a hand-made Observable that subscribes later',
    marbles((m) => {
      const seen: string[] = [];
      const later = new Observable<number>((destination) =>
        asyncScheduler.schedule(() => {
          destination.add(
            of(1)
              .pipe(probe(seen))
              .subscribe({ next: (n) => destination.next(n), complete: () => destination.complete() }),
          );
        }, 5),
      );
      later.pipe(asRun({ runId: 'root' })).subscribe();
      m.flush();
      expect(seen).toEqual(['']);
    }),
  );

  it(
    'a shared source that subscribes the step after a timer',
    marbles((m) => {
      const seen: string[] = [];
      const shared = timer(5).pipe(
        switchMap((n) => of(n).pipe(probe(seen))),
        share(),
      );
      shared.pipe(asRun({ runId: 'root' })).subscribe();
      m.flush();
      expect(seen).toEqual(['']);
    }),
  );

  it('a step called after an await; before it the context is there, and config brings it back', async () => {
    const seen: string[] = [];
    const step = probe(seen);
    const outer = lambda(async (n: number, config) => {
      step.stream(n).subscribe();
      await Promise.resolve();
      step.stream(n).subscribe();
      step.stream(n, config).subscribe();
      return n;
    });
    for await (const _ of outer.stream(1, { runId: 'root' })) void _;
    expect(seen).toEqual(['root', '', 'root']);
  });

  it('a shareReplay used by two runs shows the context of the first', () => {
    const seen: string[] = [];
    const shared = of(1).pipe(probe(seen), shareReplay(1));
    shared.pipe(asRun({ runId: 'one' })).subscribe();
    shared.pipe(asRun({ runId: 'two' })).subscribe();
    expect(seen).toEqual(['one']);
  });

  it(
    'never leaks: after a run nothing is current, and a step outside is a root',
    marbles((m) => {
      const seen: string[] = [];
      timer(1)
        .pipe(
          map(() => 1),
          probe(seen),
          asRun({ runId: 'root' }),
        )
        .subscribe(() => {
          of(2).pipe(probe(seen)).subscribe();
          expect(currentRun()).toBeUndefined();
        });
      m.flush();
      expect(seen).toEqual(['root', '']);
    }),
  );
});
