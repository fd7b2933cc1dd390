import { getEventListeners } from 'node:events';
import { NEVER, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import type { RunConfig } from '../../src/run/RunConfig.ts';
import { asRun } from '../../src/runnables/asRun.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { withRetry } from '../../src/runnables/withRetry.ts';
import { marbles } from '../../src/testing/marbles.ts';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

const watch = (source: { subscribe(observer: object): unknown }): unknown[] => {
  const seen: unknown[] = [];
  source.subscribe({
    next: (value: unknown) => seen.push(value),
    error: (error: unknown) => seen.push(error),
    complete: () => seen.push('|'),
  });
  return seen;
};

describe('a signal', () => {
  it(
    'that is aborted before: nothing runs, nothing is told, its reason is the error',
    marbles((m) => {
      const told: RunEvent[] = [];
      const model = m.model('-a|');
      const reason = { why: 'changed my mind' };
      const config: RunConfig = {
        signal: AbortSignal.abort(reason),
        events: { next: (event) => void told.push(event) },
      };
      const joke = chain(model, stringParser());
      const source = m.cold('-a|');
      for (const run of [
        joke.stream('hi', config),
        joke.invoke('hi', config),
        joke.batch(['hi'], config),
        joke.streamEvents('hi', config),
        joke.withConfig(config).stream('hi'),
        joke.withConfig(config)(of('hi')),
        source.pipe(stringParser(), asRun(config)),
      ]) {
        expect(watch(run)).toEqual([reason]);
      }
      m.expectSubscriptions(model.subscriptions).toBe([]);
      m.expectSubscriptions(source.subscriptions).toBe([]);
      m.flush();
      expect(told).toEqual([]);
    }),
  );

  it('without a reason of its own gives an AbortError, unchanged', () => {
    const [error] = watch(lambda(() => 1).stream('x', { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ name: 'AbortError' });
  });

  it(
    'that is aborted during a run: what came stays, then its reason; all that is open is cancelled, with the reason',
    marbles((m) => {
      const controller = new AbortController();
      const reasons: unknown[] = [];
      const events = {
        next: (event: RunEvent) => {
          if (event.event.endsWith('_cancel')) reasons.push([event.name, event.data]);
        },
      };
      const model = m.model('-a-b-c|');
      m.expectObservable(
        chain(model, stringParser()).stream('hi', { signal: controller.signal, events }),
      ).toBe('-a-b#', undefined, 'enough');
      m.scheduler.schedule(() => controller.abort('enough'), 4);
      m.expectSubscriptions(model.subscriptions).toBe('^---!');
      m.flush();
      expect(reasons).toEqual([
        ['MarbleModel', { reason: 'enough' }],
        ['StrOutputParser', { reason: 'enough' }],
        ['RunnableSequence', { reason: 'enough' }],
      ]);
    }),
  );

  it(
    'signals of several levels combine: whichever comes first',
    marbles((m) => {
      const [bound, called] = [new AbortController(), new AbortController()];
      const model = m.model(['-a-b-c|', '-a-b-c|']);
      const joke = chain(model, stringParser()).withConfig({ signal: bound.signal });
      m.expectObservable(joke.stream('hi', { signal: called.signal })).toBe('-a#', undefined, 'called');
      m.expectObservable(joke.stream('hi')).toBe('-a-b#', undefined, 'bound');
      m.scheduler.schedule(() => called.abort('called'), 2);
      m.scheduler.schedule(() => bound.abort('bound'), 4);
      m.expectSubscriptions(model.subscriptions).toBe(['^-!', '^---!']);
    }),
  );

  it(
    'bound to a step inside a chain stops the chain',
    marbles((m) => {
      const controller = new AbortController();
      const model = m.model('-a-b-c|').withConfig({ signal: controller.signal });
      m.expectObservable(chain(model, stringParser()).stream('hi')).toBe('-a#', undefined, 'inner');
      m.scheduler.schedule(() => controller.abort('inner'), 2);
    }),
  );

  it(
    'is not a failure that a retry helps against: the chain ends',
    marbles((m) => {
      const controller = new AbortController();
      const model = m.model(['---#', '-a|']);
      m.expectObservable(withRetry(model, { delay: 5 }).stream('hi', { signal: controller.signal })).toBe(
        '----#',
        undefined,
        'enough',
      );
      m.scheduler.schedule(() => controller.abort('enough'), 4);
      m.expectSubscriptions(model.subscriptions).toBe('^--!');
    }),
  );

  it('has no listener left after an end, an error, a cancel, an abort; and as long as a run lives, one for each', () => {
    const { signal } = new AbortController();
    const failing = lambda(() => {
      throw new Error('failed');
    });
    const fine = lambda((text: string) => text);
    watch(fine.stream('x', { signal }));
    watch(fine.invoke('x', { signal }));
    watch(chain(fine, fine, fine).withConfig({ signal }).stream('x', { signal }));
    watch(failing.stream('x', { signal }));
    watch(fine.batch(['x', 'y'], { signal }));
    watch(fine.streamEvents('x', { signal }));
    expect(listeners(signal)).toBe(0);
    const running = chain(lambda(() => NEVER))
      .stream('x', { signal })
      .subscribe();
    expect(listeners(signal)).toBe(1);
    running.unsubscribe();
    expect(listeners(signal)).toBe(0);
    const controller = new AbortController();
    watch(chain(lambda(() => NEVER)).stream('x', { signal: controller.signal }));
    controller.abort();
    expect(listeners(controller.signal)).toBe(0);
  });

  it('that a user function gets fires when its run is cancelled, and its reason says why', () => {
    const seen: unknown[] = [];
    const controller = new AbortController();
    const waiting = lambda((_: string, { signal }) => {
      signal?.addEventListener('abort', () => seen.push(signal.reason));
      return NEVER;
    });
    watch(waiting.stream('x', { signal: controller.signal }));
    const reason = new Error('enough');
    controller.abort(reason);
    waiting.stream('x').subscribe().unsubscribe();
    expect(seen).toEqual([reason, expect.objectContaining({ name: 'AbortError' })]);
  });

  it('that a user function gets does not fire when its run ends', () => {
    let own: AbortSignal | undefined;
    watch(
      lambda((text: string, { signal }) => {
        own = signal;
        return text;
      }).stream('x'),
    );
    expect(own?.aborted).toBe(false);
  });

  it('a child that is given the config is stopped with its parent, though nobody holds it', () => {
    const log: string[] = [];
    const child = lambda(
      (_: string, { signal }) => {
        signal?.addEventListener('abort', () => log.push('child aborted'));
        return NEVER;
      },
      { name: 'child' },
    );
    const parent = lambda((text: string, config) => {
      child.stream(text, config).subscribe();
      return NEVER;
    });
    parent.stream('x').subscribe().unsubscribe();
    expect(log).toEqual(['child aborted']);
  });

  it('a child cannot start in a run that is over', () => {
    let kept: RunConfig | undefined;
    const parent = lambda(
      (text: string, config) => {
        kept = config;
        return text;
      },
      { name: 'parent' },
    );
    watch(parent.stream('x'));
    expect(watch(lambda(() => 1, { name: 'late' }).stream('x', kept))).toEqual([
      expect.objectContaining({
        code: 'run_over',
        message: expect.stringMatching(/late cannot start inside parent, which is over/),
      }),
    ]);
  });

  it('a child cannot start in a run that was cancelled: the reason is the error', () => {
    let kept: RunConfig | undefined;
    const parent = lambda((_: string, config) => {
      kept = config;
      return NEVER;
    });
    const controller = new AbortController();
    watch(parent.stream('x', { signal: controller.signal }));
    const reason = new Error('enough');
    controller.abort(reason);
    expect(watch(lambda(() => 1).stream('x', kept))).toEqual([reason]);
  });
});
