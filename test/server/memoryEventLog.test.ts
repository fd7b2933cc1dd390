import fc from 'fast-check';
import { type Observable, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { LogEntry, LoggedEvent } from '../../src/server/EventLog.ts';
import { type MemoryEventLog, memoryEventLog } from '../../src/server/memoryEventLog.ts';
import { marbles } from '../../src/testing/marbles.ts';

const event = (data = '1'): LoggedEvent => ({ kind: 'event', data });
const end: LoggedEvent = { kind: 'end', data: '{}' };

function watch<T>(source: Observable<T>) {
  const seen: { values: T[]; outcome: string | undefined; leave: () => void } = {
    values: [],
    outcome: undefined,
    leave: () => subscription.unsubscribe(),
  };
  const subscription = source.subscribe({
    next: (value) => seen.values.push(value),
    error: (error) => {
      seen.outcome = error.code;
    },
    complete: () => {
      seen.outcome = 'complete';
    },
  });
  return seen;
}

const ids = ({ values }: { values: LogEntry[] }): string[] => values.map(({ id }) => id);

function filled(log: MemoryEventLog, count: number): MemoryEventLog {
  for (let i = 0; i < count; i++) log.append('run', 1, event());
  return log;
}

describe('memoryEventLog', () => {
  it('replays, goes on live, and completes with the last entry', () => {
    const log = filled(memoryEventLog(), 2);
    const all = watch(log.read('run'));
    expect(ids(all)).toEqual(['1', '2']);
    log.append('run', 1, event());
    log.append('run', 1, end);
    expect(ids(all)).toEqual(['1', '2', '3', '4']);
    expect(all.outcome).toBe('complete');
  });

  it('reads on behind any entry, while the run goes on and when it is over', () => {
    const log = filled(memoryEventLog(), 5);
    const live = [0, 1, 2, 3, 4, 5].map((after) =>
      watch(log.read('run', after === 0 ? undefined : String(after))),
    );
    log.append('run', 1, end);
    const late = [0, 1, 2, 3, 4, 5, 6].map((after) =>
      watch(log.read('run', after === 0 ? undefined : String(after))),
    );
    const every = ['1', '2', '3', '4', '5', '6'];
    expect(live.map(ids)).toEqual([0, 1, 2, 3, 4, 5].map((after) => every.slice(after)));
    expect(late.map(ids)).toEqual([0, 1, 2, 3, 4, 5, 6].map((after) => every.slice(after)));
    expect([...live, ...late].map(({ outcome }) => outcome)).toEqual(Array(13).fill('complete'));
  });

  it.each(['6', '-1', '1.5', '01', ' 1', '1e0', 'x', 'NaN', 'Infinity', '9007199254740993'])(
    'has no entry "%s"',
    (id) => {
      expect(watch(filled(memoryEventLog(), 5).read('run', id)).outcome).toBe('not_found');
    },
  );

  it('knows no run that nothing was appended to', () => {
    const log = memoryEventLog();
    expect(watch(log.read('run')).outcome).toBe('not_found');
    expect(watch(log.onCancel('run')).outcome).toBe('not_found');
    expect(() => log.cancel('run')).toThrow('There is no such run');
  });

  it('keeps the order when a reader appends', () => {
    const log = filled(memoryEventLog(), 1);
    const seen: string[] = [];
    let more = 3;
    log.read('run').subscribe(({ id }) => {
      if (more-- > 0) log.append('run', 1, event());
      seen.push(id);
    });
    const second = watch(log.read('run'));
    expect(seen).toEqual(['1', '2', '3', '4']);
    expect(ids(second)).toEqual(['1', '2', '3', '4']);
  });

  it('lets a reader leave in the middle of a replay', () => {
    const log = filled(memoryEventLog(), 100);
    const reader = watch(log.read('run').pipe(take(3)));
    log.append('run', 1, event());
    expect(ids(reader)).toEqual(['1', '2', '3']);
    expect(reader.outcome).toBe('complete');
  });

  it('refuses an attempt that is older than another, and everything behind the end', () => {
    const log = memoryEventLog();
    log.append('run', 1, event());
    log.append('run', 2, event());
    expect(() => log.append('run', 1, event())).toThrow('has come to attempt 2');
    log.append('run', 2, end);
    expect(() => log.append('run', 3, event())).toThrow('is over');
    expect(watch(log.read('run')).values.map(({ attempt }) => attempt)).toEqual([1, 2, 2]);
  });

  it('keeps the newest of one run, and tells who is too far behind', () => {
    const log = filled(memoryEventLog({ events: 10 }), 25);
    expect(watch(log.read('run')).outcome).toBe('buffer_overflow');
    expect(watch(log.read('run', '14')).outcome).toBe('buffer_overflow');
    expect(ids(watch(log.read('run', '15')))).toEqual([
      '16',
      '17',
      '18',
      '19',
      '20',
      '21',
      '22',
      '23',
      '24',
      '25',
    ]);
  });

  it('holds no more characters than its bound, whatever is appended', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(400)), { maxLength: 200 }),
        (appends) => {
          const bound = 2_000;
          const log = memoryEventLog({ characters: bound });
          const sizes = new Map<string, number[]>();
          for (const [run, size] of appends) {
            log.append(run, 1, event('x'.repeat(size)));
            sizes.set(run, [...(sizes.get(run) ?? []), size]);
          }
          let held = 0;
          for (const [run, all] of sizes) {
            const kept = [...all.keys(), all.length].find(
              (after) => watch(log.read(run, after === 0 ? undefined : String(after))).outcome === undefined,
            );
            const entries = watch(log.read(run, kept === 0 ? undefined : String(kept))).values;
            expect(entries.map(({ event }) => event.data.length)).toEqual(all.slice(kept));
            held += entries.reduce((sum, { event }) => sum + event.data.length + 100, 0);
          }
          expect(held).toBeLessThanOrEqual(bound);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('drops the entries of the oldest run first', () => {
    const log = memoryEventLog({ characters: 1_010 });
    for (const run of ['a', 'b']) for (let i = 0; i < 5; i++) log.append(run, 1, event());
    log.append('b', 1, event());
    expect(watch(log.read('a')).outcome).toBe('buffer_overflow');
    expect(ids(watch(log.read('a', '1')))).toEqual(['2', '3', '4', '5']);
    expect(ids(watch(log.read('b')))).toHaveLength(6);
  });

  it(
    'forgets a run some time after its end, and none that goes on',
    marbles((m) => {
      const log = memoryEventLog({ keep: 5 });
      log.append('over', 1, end);
      log.append('open', 1, event());
      const outcomes: unknown[] = [];
      for (const at of [4, 6]) {
        m.scheduler.schedule(() => outcomes.push(at, watch(log.read('over')).outcome), at);
      }
      m.scheduler.schedule(() => outcomes.push(watch(log.read('open')).values.length), 100);
      m.flush();
      expect(outcomes).toEqual([4, 'complete', 6, 'not_found', 1]);
    }),
  );

  it('tells a cancellation once, to those that come later too, and none of a run that is over', () => {
    const log = memoryEventLog();
    log.append('run', 1, event());
    const early = watch(log.onCancel('run'));
    log.cancel('run', 'enough');
    log.cancel('run', 'again');
    const late = watch(log.onCancel('run'));
    expect([early.values, late.values]).toEqual([['enough'], ['enough']]);
    log.append('other', 1, event());
    const unasked = watch(log.onCancel('other'));
    log.append('other', 1, end);
    log.cancel('other', 'too late');
    expect(unasked).toMatchObject({ values: [], outcome: 'complete' });
  });

  it('refuses bounds that are none', () => {
    for (const options of [{ events: 0 }, { characters: -1 }, { keep: Number.NaN }]) {
      expect(() => memoryEventLog(options)).toThrow('must be more than 0');
    }
  });
});
