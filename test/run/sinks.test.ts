import { config as rxjsConfig, Subject, take } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { parallel } from '../../src/runnables/parallel.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('a sink that throws');
const named = (name: string) => lambda((text: string) => text, { name });
const line = ({ event, name }: RunEvent): string => `${event} ${name}`;
const whole = ['on_chain_start a', 'on_chain_stream a', 'on_chain_end a'];

const listOf = (events: Subject<RunEvent>): string[] => {
  const lines: string[] = [];
  events.subscribe((event) => lines.push(line(event)));
  return lines;
};

afterEach(() => {
  rxjsConfig.onUnhandledError = null;
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('a sink', () => {
  it('may be a Subject, which is never completed or errored', () => {
    const events = new Subject<RunEvent>();
    const ends: string[] = [];
    events.subscribe({ error: () => ends.push('error'), complete: () => ends.push('complete') });
    const failing = lambda(() => {
      throw failure;
    });
    named('a').stream('x', { events }).subscribe();
    failing.stream('x', { events }).subscribe({ error: () => undefined });
    named('a')
      .stream('x', { events, signal: AbortSignal.abort() })
      .subscribe({ error: () => undefined });
    expect(ends).toEqual([]);
    const lines = listOf(events);
    named('a').stream('x', { events }).subscribe();
    expect(lines).toEqual(whole);
  });

  it('sees cancellations after the subscriber has gone', () => {
    const events = new Subject<RunEvent>();
    const lines = listOf(events);
    const never = new Subject<string>();
    lambda(() => never, { name: 'a' })
      .stream('x', { events })
      .subscribe()
      .unsubscribe();
    expect(lines).toEqual(['on_chain_start a', 'on_chain_cancel a']);
  });

  it('that stands at several levels hears each event once; sinks add up', () => {
    const [outer, inner, call] = [new Subject<RunEvent>(), new Subject<RunEvent>(), new Subject<RunEvent>()];
    const [outerLines, innerLines, callLines] = [listOf(outer), listOf(inner), listOf(call)];
    const step = named('a').withConfig({ events: inner }).withConfig({ events: outer });
    chain(step, named('b'))
      .withConfig({ events: outer, runName: 'chain' })
      .stream('x', { events: call })
      .subscribe();
    expect(innerLines).toEqual(whole);
    expect(new Set(outerLines).size).toBe(outerLines.length);
    expect(outerLines).toEqual(callLines);
    expect(callLines).toHaveLength(9);
  });

  it('of a child hears the child, its descendants, and nobody else', () => {
    const events = new Subject<RunEvent>();
    const lines = listOf(events);
    const inner = named('inner');
    const child = lambda((_: string) => inner, { name: 'child' }).withConfig({ events });
    chain(named('before'), child, named('behind')).stream('x').subscribe();
    expect(new Set(lines.map((text) => text.split(' ')[1]))).toEqual(new Set(['child', 'inner']));
  });
});

describe('a sink that throws', () => {
  const throwing = (): { calls: number; next(): void } => {
    const sink = {
      calls: 0,
      next: () => {
        sink.calls++;
        throw failure;
      },
    };
    return sink;
  };

  it('is left out from then on and reported once; the run and the other sinks go on', () => {
    const reported: unknown[] = [];
    rxjsConfig.onUnhandledError = (error) => reported.push(error);
    const bad = throwing();
    const good = new Subject<RunEvent>();
    const lines = listOf(good);
    const seen: string[] = [];
    chain(named('a'), named('b'))
      .withConfig({ events: good })
      .stream('x', { events: bad })
      .subscribe({ next: (text) => seen.push(text), complete: () => seen.push('|') });
    expect(bad.calls).toBe(1);
    expect(reported).toEqual([failure]);
    expect(seen).toEqual(['x', '|']);
    expect(lines).toHaveLength(9);
  });

  it('is left out in the runs below as well', () => {
    const reported: unknown[] = [];
    rxjsConfig.onUnhandledError = (error) => reported.push(error);
    const bad = throwing();
    const extra = new Subject<RunEvent>();
    const lines = listOf(extra);
    const inner = named('inner').withConfig({ events: extra });
    lambda(() => inner)
      .stream('x', { events: bad })
      .subscribe();
    expect(bad.calls).toBe(1);
    expect(reported).toEqual([failure]);
    expect(lines).toHaveLength(3);
  });

  it('is asked again in the next run', () => {
    rxjsConfig.onUnhandledError = () => undefined;
    const bad = throwing();
    named('a').stream('x', { events: bad }).subscribe();
    named('a').stream('x', { events: bad }).subscribe();
    expect(bad.calls).toBe(2);
  });

  it('is reported to reportError where RxJS has no hook', () => {
    const reportError = vi.fn();
    vi.stubGlobal('reportError', reportError);
    named('a').stream('x', { events: throwing() }).subscribe();
    expect(reportError.mock.calls).toEqual([[failure]]);
  });

  it('is a warning of the process where there is neither; it does not end it', () => {
    vi.stubGlobal('reportError', undefined);
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const odd = {
      next: () => {
        throw 'a text';
      },
    };
    named('a').stream('x', { events: throwing() }).subscribe();
    named('a').stream('x', { events: odd }).subscribe();
    expect(warn.mock.calls.map(([warning]) => (warning as Error).message)).toEqual([
      'a sink that throws',
      'a text',
    ]);
  });

  it('a hook that throws itself harms nobody', () => {
    rxjsConfig.onUnhandledError = () => {
      throw new Error('thrown by the hook');
    };
    const seen: string[] = [];
    named('a')
      .stream('x', { events: throwing() })
      .subscribe((text) => seen.push(text));
    expect(seen).toEqual(['x']);
  });
});

describe('a sink that re-enters', () => {
  /** Two observers of one Subject; the first starts another run, with the same sink, inside an event. */
  const reenter = (at: string, start: (events: Subject<RunEvent>) => void): readonly [string[], string[]] => {
    const events = new Subject<RunEvent>();
    const first: string[] = [];
    let hasStarted = false;
    events.subscribe((event) => {
      first.push(line(event));
      if (hasStarted || line(event) !== at) return;
      hasStarted = true;
      start(events);
    });
    const second = listOf(events);
    named('a').stream('x', { events }).subscribe();
    return [first, second];
  };

  for (const at of whole) {
    it(`another run inside "${at}": one order for all observers`, () => {
      const [first, second] = reenter(at, (events) => void named('b').stream('y', { events }).subscribe());
      expect(second).toEqual(first);
      expect(first.filter((text) => text.endsWith(' a'))).toEqual(whole);
      expect(first.filter((text) => text.endsWith(' b'))).toEqual(
        whole.map((text) => text.replace(' a', ' b')),
      );
    });
  }

  it('a sink that is the second one of a run, and re-enters: one order for all its observers', () => {
    const quiet = new Subject<RunEvent>();
    const events = new Subject<RunEvent>();
    const first: string[] = [];
    events.subscribe((event) => {
      first.push(line(event));
      if (line(event) === 'on_chain_start a') named('b').stream('y', { events }).subscribe();
    });
    const second = listOf(events);
    named('a').withConfig({ events }).stream('x', { events: quiet }).subscribe();
    named('a').withConfig({ events: quiet }).stream('x', { events }).subscribe();
    expect(second).toEqual(first);
    expect(first.filter((text) => text.endsWith(' b'))).toHaveLength(6);
  });

  it('unsubscribing inside any event: the cancels, and nothing else', () => {
    const model = fakeChatModel(['a', 'b']);
    const all: string[] = [];
    chain(model, stringParser())
      .stream('hi', { events: { next: (event) => void all.push(line(event)) } })
      .subscribe();
    for (let stop = 0; stop < all.length; stop++) {
      const lines: string[] = [];
      const values: string[] = [];
      const left = new Subject<void>();
      const events = {
        next: (event: RunEvent) => {
          lines.push(line(event));
          if (lines.length === stop + 1)
            subscription === undefined ? leaveLater() : subscription.unsubscribe();
        },
      };
      let isLeaving = false;
      const leaveLater = (): void => {
        isLeaving = true;
      };
      let subscription: { unsubscribe(): void } | undefined;
      const start = new Subject<string>();
      subscription = start
        .pipe(chain(model, stringParser()).withConfig({ events }))
        .subscribe((text) => values.push(text));
      start.next('hi');
      start.complete();
      left.complete();
      expect(isLeaving).toBe(false);
      expect(lines.slice(0, stop + 1)).toEqual(all.slice(0, stop + 1));
      expect(lines.slice(stop + 1).every((text) => /_(cancel|end)/.test(text))).toBe(true);
      const terminals = lines.filter((text) => /_(cancel|end|error) /.test(text));
      const starts = lines.filter((text) => /_start /.test(text));
      expect(terminals).toHaveLength(starts.length);
    }
  });

  it('unsubscribing inside the start of the root: it is cancelled, nothing runs', () => {
    let calls = 0;
    const counting = lambda(() => ++calls, { name: 'a' });
    const lines: string[] = [];
    const controller = new AbortController();
    const events = {
      next: (event: RunEvent) => {
        lines.push(line(event));
        controller.abort('stop');
      },
    };
    const seen: unknown[] = [];
    chain(counting)
      .stream('x', { events, signal: controller.signal })
      .subscribe({ next: (value) => seen.push(value), error: (error) => seen.push(error) });
    expect(lines).toEqual(['on_chain_start RunnableSequence', 'on_chain_cancel RunnableSequence']);
    expect(seen).toEqual(['stop']);
    expect(calls).toBe(0);
  });

  it(
    'a sink that aborts inside a start, together with take, a record and mapped children',
    marbles((m) => {
      const total = 200;
      for (let stop = 0; stop < total; stop++) {
        const model = m.model(['-a-b-c|', '-a-b-c|']);
        const controller = new AbortController();
        const open = new Map<string, string>();
        const over = new Set<string>();
        let count = 0;
        const events = {
          next: ({ event, run_id, parent_ids, name }: RunEvent) => {
            if (event.endsWith('_start')) {
              expect(
                parent_ids.every((id) => open.has(id)),
                `${name} starts in open parents`,
              ).toBe(true);
              open.set(run_id, name);
            } else expect(open.has(run_id), `${event} ${name} in an open run`).toBe(true);
            if (/_(end|error|cancel)$/.test(event)) {
              open.delete(run_id);
              expect(over.has(run_id)).toBe(false);
              over.add(run_id);
            }
            if (count++ === stop) controller.abort();
          },
        };
        chain(
          parallel({ one: chain(model, stringParser(), take(2)), two: chain(model, stringParser()) }),
          take(3),
        )
          .stream('hi', { events, signal: controller.signal })
          .subscribe({ error: () => undefined });
        m.flush();
        expect([...open.values()]).toEqual([]);
        if (count < stop) break;
      }
    }),
  );
});
