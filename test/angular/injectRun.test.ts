import '@angular/compiler';
import { effect, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { injectRun, type RunRef } from '../../src/angular/index.ts';
import { chatPrompt, lambda, type RunEvent, stringParser } from '../../src/index.ts';
import { createHost, setUpAngular } from './angularTest.ts';
import { handModel } from './handModel.ts';

setUpAngular();

type Strategy = 'switch' | 'exhaust' | 'concat' | 'merge';

function setUp(strategy?: Strategy) {
  const hand = handModel();
  const host = createHost();
  const chain = chatPrompt('{x}').pipe(hand.model, stringParser());
  const ref: RunRef<{ x: string }, string> = host.run(() =>
    injectRun(chain, { ...(strategy && { strategy }) }),
  );
  const say = (call: number, text: string): void =>
    hand.calls[call]?.next({ type: 'ai_chunk', content: text });
  const end = (call: number): void => hand.calls[call]?.complete();
  return { hand, host, ref, say, end };
}

describe('injectRun', () => {
  it('refuses a strategy that it does not have', () => {
    expect(() => setUp('swich' as never)).toThrow(
      expect.objectContaining({ code: 'bad_config', message: 'injectRun: strategy is swich' }),
    );
  });

  it('is idle until it is told to run, and starts at once', () => {
    const { ref, hand, say, end } = setUp();
    TestBed.tick();
    expect([ref.phase(), ref.status(), ref.openRuns(), ref.value()]).toEqual(['idle', 'idle', 0, undefined]);
    expect(ref.reload()).toBe(false);
    ref.run({ x: 'a' });
    expect(hand.prompts).toEqual(['a']);
    expect([ref.phase(), ref.status(), ref.openRuns()]).toEqual(['pending', 'loading', 1]);
    say(0, 'one');
    expect([ref.phase(), ref.value()]).toEqual(['streaming', 'one']);
    end(0);
    expect([ref.phase(), ref.value(), ref.openRuns()]).toEqual(['done', 'one', 0]);
  });

  it('keeps what had arrived on an error and on a stop', () => {
    const { ref, hand, say } = setUp();
    ref.run({ x: 'a' });
    say(0, 'one');
    hand.fail(new Error('cut'));
    expect([ref.phase(), ref.partial(), ref.openRuns()]).toEqual(['error', 'one', 0]);
    expect(() => ref.value()).toThrow('cut');
    ref.run({ x: 'b' });
    expect([ref.phase(), ref.error(), ref.partial()]).toEqual(['pending', undefined, undefined]);
    say(1, 'two');
    ref.stop();
    expect([ref.phase(), ref.value(), ref.openRuns()]).toEqual(['stopped', 'two', 0]);
    expect(hand.calls[1]?.observed).toBe(false);
    ref.stop();
    expect(ref.phase()).toBe('stopped');
  });

  it('reloads with the last input', () => {
    const { ref, hand, end } = setUp();
    ref.run({ x: 'a' });
    end(0);
    expect(ref.reload()).toBe(true);
    expect(ref.status()).toBe('reloading');
    expect(hand.prompts).toEqual(['a', 'a']);
    end(1);
    ref.run({ x: 'b' });
    expect(ref.status()).toBe('loading');
  });

  it('shows a run that ends at once, and a config that throws', () => {
    const host = createHost();
    const now = host.run(() => injectRun(lambda((x: number) => of(x + 1))));
    now.run(1);
    expect([now.phase(), now.value(), now.openRuns()]).toEqual(['done', 2, 0]);
    const bad = host.run(() =>
      injectRun(
        lambda((x: number) => x),
        {
          config: () => {
            throw new Error('config');
          },
        },
      ),
    );
    bad.run(1);
    expect([bad.phase(), bad.error()?.message, bad.openRuns()]).toEqual(['error', 'config', 0]);
    bad.run(2);
    expect(bad.openRuns()).toBe(0);
  });

  it('may be called in an effect, and tracks nothing there', () => {
    const { ref, host, hand } = setUp();
    const go = signal(1);
    host.run(() =>
      effect(() => {
        ref.run({ x: `${go()}` });
      }),
    );
    TestBed.tick();
    expect(hand.prompts).toEqual(['1']);
    hand.say('a');
    hand.end();
    TestBed.tick();
    expect(hand.prompts).toEqual(['1']);
    go.set(2);
    TestBed.tick();
    expect(hand.prompts).toEqual(['1', '2']);
  });

  it('may be stopped while it starts', () => {
    const { ref, hand } = setUp();
    ref.events$.subscribe(({ event }) => event === 'on_chat_model_start' && ref.stop());
    ref.run({ x: 'a' });
    expect([ref.phase(), ref.openRuns(), hand.calls.some(({ observed }) => observed)]).toEqual([
      'stopped',
      0,
      false,
    ]);
  });

  it('needs an injection context, or an injector', () => {
    const echo = lambda((x: number) => x);
    expect(() => injectRun(echo)).toThrow(/injectRun\(\) can only be used within an injection context/);
    const { injector } = createHost();
    const ref = injectRun(echo, { injector });
    ref.run(1);
    expect(ref.value()).toBe(1);
  });
});

describe('injectRun: strategies', () => {
  it('switch: the latest aborts the one before, before it starts', () => {
    const { ref, hand, say, end } = setUp('switch');
    ref.run({ x: 'a' });
    say(0, 'one');
    ref.run({ x: 'b' });
    expect(hand.log).toEqual(['start 1', 'end 1', 'start 2']);
    expect([ref.phase(), ref.value(), ref.openRuns()]).toEqual(['pending', undefined, 1]);
    say(0, 'late');
    say(1, 'two');
    expect(ref.value()).toBe('two');
    end(1);
    expect([ref.phase(), ref.openRuns()]).toEqual(['done', 0]);
  });

  it('exhaust: calls are ignored while a run is under way', () => {
    const { ref, hand, say, end } = setUp('exhaust');
    ref.run({ x: 'a' });
    ref.run({ x: 'b' });
    expect(ref.reload()).toBe(false);
    expect(hand.prompts).toEqual(['a']);
    expect(ref.openRuns()).toBe(1);
    say(0, 'one');
    end(0);
    expect([ref.phase(), ref.value(), ref.openRuns()]).toEqual(['done', 'one', 0]);
    ref.run({ x: 'c' });
    expect(hand.prompts).toEqual(['a', 'c']);
  });

  it('concat: calls wait, and are counted', () => {
    const { ref, hand, say, end } = setUp('concat');
    ref.run({ x: 'a' });
    ref.run({ x: 'b' });
    ref.run({ x: 'c' });
    expect(hand.prompts).toEqual(['a']);
    expect(ref.openRuns()).toBe(3);
    say(0, 'one');
    end(0);
    expect(hand.prompts).toEqual(['a', 'b']);
    expect([ref.phase(), ref.value(), ref.openRuns()]).toEqual(['pending', undefined, 2]);
    hand.fail(new Error('x'));
    expect([ref.phase(), ref.openRuns()]).toEqual(['pending', 1]);
    end(2);
    expect([ref.phase(), ref.openRuns()]).toEqual(['done', 0]);
  });

  it('concat: stop ends the run and drops what waits', () => {
    const { ref, hand, say } = setUp('concat');
    ref.run({ x: 'a' });
    ref.run({ x: 'b' });
    say(0, 'one');
    ref.stop();
    expect(hand.log).toEqual(['start 1', 'end 1']);
    expect([ref.phase(), ref.value(), ref.openRuns()]).toEqual(['stopped', 'one', 0]);
    ref.run({ x: 'c' });
    expect(hand.prompts).toEqual(['a', 'c']);
    expect(ref.openRuns()).toBe(1);
  });

  it('merge: runs side by side, the signals show the run started last', () => {
    const { ref, hand, say, end } = setUp('merge');
    ref.run({ x: 'a' });
    say(0, 'one');
    ref.run({ x: 'b' });
    expect([ref.phase(), ref.value(), ref.openRuns()]).toEqual(['pending', undefined, 2]);
    say(0, ' more');
    say(1, 'two');
    expect(ref.value()).toBe('two');
    end(1);
    expect([ref.phase(), ref.openRuns()]).toEqual(['done', 1]);
    say(0, ' and more');
    end(0);
    expect([ref.phase(), ref.value(), ref.openRuns()]).toEqual(['done', 'two', 0]);
    expect(hand.log).toEqual(['start 1', 'start 2', 'end 2', 'end 1']);
  });

  it('merge: stop ends all runs, also when the one that is shown is done', () => {
    const { ref, hand, say, end } = setUp('merge');
    ref.run({ x: 'a' });
    ref.run({ x: 'b' });
    say(1, 'two');
    end(1);
    ref.stop();
    expect(hand.calls.map(({ observed }) => observed)).toEqual([false, false]);
    expect([ref.phase(), ref.value(), ref.openRuns()]).toEqual(['done', 'two', 0]);
  });

  it.each<Strategy>(['switch', 'exhaust', 'concat', 'merge'])('%s: destroy ends everything', (strategy) => {
    for (const how of ['destroy', 'injector'] as const) {
      const { ref, hand, host, say } = setUp(strategy);
      const events: (RunEvent | 'complete')[] = [];
      ref.events$.subscribe({ next: (event) => events.push(event), complete: () => events.push('complete') });
      ref.run({ x: 'a' });
      ref.run({ x: 'b' });
      say(hand.calls.length - 1, 'text');
      if (how === 'destroy') ref.destroy();
      else host.destroy();
      expect(hand.calls.some(({ observed }) => observed)).toBe(false);
      expect([ref.phase(), ref.partial(), ref.openRuns()]).toEqual(['stopped', 'text', 0]);
      expect(events.at(-1)).toBe('complete');
      const before = hand.calls.length;
      ref.run({ x: 'c' });
      expect(ref.reload()).toBe(false);
      expect(hand.calls).toHaveLength(before);
      expect(ref.openRuns()).toBe(0);
    }
  });

  it.each<Strategy>(['switch', 'merge'])('%s: events$ shows every run', (strategy) => {
    const { ref, end, say } = setUp(strategy);
    const roots: string[] = [];
    ref.events$.subscribe(({ event, parent_ids }) => parent_ids.length === 0 && roots.push(event));
    ref.run({ x: 'a' });
    say(0, 'x');
    ref.run({ x: 'b' });
    say(0, 'y');
    end(0);
    end(1);
    expect(roots.filter((event) => event === 'on_chain_start')).toHaveLength(2);
    expect(roots).toContain(strategy === 'switch' ? 'on_chain_cancel' : 'on_chain_end');
  });
});
