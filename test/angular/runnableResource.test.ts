import '@angular/compiler';
import { computed, effect, resource, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { EMPTY, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { injectEvents, type RunnableResourceRef, runnableResource } from '../../src/angular/index.ts';
import {
  chain,
  chatPrompt,
  lambda,
  operator,
  passthrough,
  type RunConfig,
  type RunEvent,
  RunnableError,
  stringParser,
} from '../../src/index.ts';
import { createHost, setUpAngular } from './angularTest.ts';
import { type HandModel, handModel } from './handModel.ts';

setUpAngular();

type Topic = { topic: string };
const jokes = (hand: HandModel) => chatPrompt('about {topic}').pipe(hand.model, stringParser());

/** Everything that a ref shows, in one record. */
function shown<T>(ref: RunnableResourceRef<T>) {
  const snapshot = ref.snapshot();
  const value = (): unknown => {
    try {
      return ref.value();
    } catch (thrown) {
      return thrown;
    }
  };
  expect(snapshot.status).toBe(ref.status());
  expect(ref.isActive()).toBe(ref.phase() === 'pending' || ref.phase() === 'streaming');
  expect(ref.isLoading()).toBe(ref.phase() === 'pending');
  if (snapshot.status === 'error') expect(snapshot.error).toBe(ref.error());
  else expect(snapshot.value).toBe(ref.value());
  return {
    phase: ref.phase(),
    status: ref.status(),
    value: value(),
    partial: ref.partial(),
    hasValue: ref.hasValue(),
    error: ref.error(),
  };
}

function setUp(extra: Partial<Parameters<typeof runnableResource<Topic, string>>[0]> = {}) {
  const hand = handModel();
  const topic = signal<Topic | undefined>(undefined);
  const host = createHost();
  const answer = host.run(() =>
    runnableResource<Topic, string>({ runnable: jokes(hand), params: () => topic(), ...extra }),
  );
  const ask = (name: string): void => {
    topic.set({ topic: name });
    TestBed.tick();
  };
  TestBed.tick();
  return { hand, topic, host, answer, ask };
}

describe('runnableResource: the phases', () => {
  it('is idle while params are undefined', () => {
    const { answer, hand } = setUp();
    expect(shown(answer)).toEqual({
      phase: 'idle',
      status: 'idle',
      value: undefined,
      partial: undefined,
      hasValue: false,
      error: undefined,
    });
    expect(hand.calls).toHaveLength(0);
  });

  it('shows the default while idle and pending', () => {
    const { answer, ask } = setUp({ defaultValue: '-' });
    expect(shown(answer)).toMatchObject({ phase: 'idle', value: '-', partial: '-', hasValue: true });
    ask('parrot');
    expect(shown(answer)).toMatchObject({ phase: 'pending', status: 'loading', value: '-', partial: '-' });
  });

  it('goes from pending over streaming to done', () => {
    const { answer, ask, hand } = setUp();
    ask('parrot');
    expect(hand.prompts).toEqual(['about parrot']);
    expect(shown(answer)).toMatchObject({ phase: 'pending', status: 'loading', value: undefined });
    hand.say('Why');
    expect(shown(answer)).toMatchObject({
      phase: 'streaming',
      status: 'resolved',
      value: 'Why',
      partial: 'Why',
    });
    hand.say(' not', '?');
    expect(shown(answer)).toMatchObject({ phase: 'streaming', value: 'Why not?', hasValue: true });
    hand.end();
    expect(shown(answer)).toMatchObject({ phase: 'done', status: 'resolved', value: 'Why not?' });
  });

  it('is pending as soon as params change, before anything has run', () => {
    const { answer, topic, hand } = setUp();
    topic.set({ topic: 'parrot' });
    expect(answer.phase()).toBe('pending');
    expect(hand.calls).toHaveLength(0);
  });

  it('keeps what had arrived when the run fails', () => {
    const { answer, ask, hand } = setUp();
    const failure = new Error('line cut');
    ask('parrot');
    hand.say('Why', ' not');
    hand.fail(failure);
    const { value, ...rest } = shown(answer);
    expect(rest).toEqual({
      phase: 'error',
      status: 'error',
      partial: 'Why not',
      hasValue: false,
      error: failure,
    });
    expect(value).toBeInstanceOf(Error);
    expect((value as Error).cause).toBe(failure);
  });

  it('wraps what is no Error, and keeps it as the cause', () => {
    const { answer, ask, hand } = setUp();
    ask('parrot');
    hand.fail('no luck');
    expect(answer.error()).toBeInstanceOf(Error);
    expect(answer.error()).toMatchObject({ message: 'no luck', cause: 'no luck' });
  });

  it('fails without a chunk with the default as partial', () => {
    const { answer, ask, hand } = setUp({ defaultValue: '-', keepPrevious: true });
    ask('parrot');
    hand.say('old');
    hand.end();
    ask('bear');
    expect(answer.partial()).toBe('old');
    hand.fail(new Error('x'));
    expect(answer.partial()).toBe('-');
  });

  it('stops: what had arrived stays, the model is aborted, later chunks change nothing', () => {
    const { answer, ask, hand } = setUp();
    ask('parrot');
    hand.say('Why', ' not');
    answer.stop();
    expect(shown(answer)).toMatchObject({
      phase: 'stopped',
      status: 'resolved',
      value: 'Why not',
      partial: 'Why not',
    });
    expect(hand.calls[0]?.observed).toBe(false);
    expect(hand.log).toEqual(['start 1', 'end 1']);
    hand.say('!');
    hand.end();
    TestBed.tick();
    expect(answer.phase()).toBe('stopped');
    expect(answer.value()).toBe('Why not');
  });

  it('stops before the first chunk, and before the run has begun', () => {
    const { answer, ask, topic, hand } = setUp({ defaultValue: '-' });
    ask('parrot');
    answer.stop();
    expect(shown(answer)).toMatchObject({ phase: 'stopped', status: 'resolved', value: '-' });
    topic.set({ topic: 'bear' });
    answer.stop();
    TestBed.tick();
    expect(shown(answer)).toMatchObject({ phase: 'stopped', value: '-' });
    expect(hand.calls).toHaveLength(1);
    ask('cat');
    expect(answer.phase()).toBe('pending');
  });

  it('may be stopped while it starts', () => {
    const { answer, ask, hand } = setUp();
    answer.events$.subscribe(({ event }) => event === 'on_chat_model_start' && answer.stop());
    ask('parrot');
    expect(answer.phase()).toBe('stopped');
    expect(hand.calls.some(({ observed }) => observed)).toBe(false);
  });

  it('does nothing when it is stopped where nothing runs', () => {
    const { answer, ask, hand } = setUp();
    answer.stop();
    expect(answer.phase()).toBe('idle');
    ask('parrot');
    hand.say('a');
    hand.end();
    answer.stop();
    expect(answer.phase()).toBe('done');
  });

  it('is done with the default when nothing comes', () => {
    const host = createHost();
    const empty = operator<string, string>(() => EMPTY, { name: 'empty' });
    const answer = host.run(() =>
      runnableResource({ runnable: empty, params: () => 'x', defaultValue: 'nothing' }),
    );
    const bare = host.run(() => runnableResource({ runnable: empty, params: () => 'x' }));
    TestBed.tick();
    expect(shown(answer)).toMatchObject({ phase: 'done', status: 'resolved', value: 'nothing' });
    expect(shown(bare)).toMatchObject({ phase: 'done', value: undefined, hasValue: false });
  });

  it('ends a synchronous source in done, in one tick', () => {
    const host = createHost();
    const answer = host.run(() =>
      runnableResource({ runnable: lambda((name: string) => of(`hello ${name}`)), params: () => 'you' }),
    );
    const phases: string[] = [];
    host.run(() => effect(() => phases.push(answer.phase())));
    TestBed.tick();
    expect(shown(answer)).toMatchObject({ phase: 'done', value: 'hello you' });
    expect(phases.at(-1)).toBe('done');
  });

  it('shows an error that params, config, runnable or fold throw', () => {
    const host = createHost();
    const failure = new Error('thrown');
    const fail = (): never => {
      throw failure;
    };
    const echo = passthrough<string>();
    const make = (options: object) =>
      host.run(() => runnableResource<string, string>({ runnable: echo, params: () => 'x', ...options }));
    const refs = [{ params: fail }, { config: fail }, { runnable: fail }, { fold: fail }].map(make);
    TestBed.tick();
    for (const ref of refs) {
      expect(shown(ref)).toMatchObject({
        phase: 'error',
        status: 'error',
        error: failure,
        partial: undefined,
      });
    }
    expect(refs[0]?.reload()).toBe(false);
  });

  it('comes back from params that throw', () => {
    const host = createHost();
    const name = signal('');
    const answer = host.run(() =>
      runnableResource({
        runnable: passthrough<string>(),
        params: () => {
          if (name() === '') throw new RunnableError('no name', { code: 'mine' });
          return name();
        },
      }),
    );
    TestBed.tick();
    expect(answer.error()).toMatchObject({ code: 'mine' });
    name.set('Ada');
    TestBed.tick();
    expect(shown(answer)).toMatchObject({ phase: 'done', value: 'Ada' });
  });
});

describe('runnableResource: which run', () => {
  it('unsubscribes the running chain before the next is subscribed', () => {
    const { answer, ask, hand } = setUp();
    ask('parrot');
    hand.say('Why');
    ask('bear');
    expect(hand.log).toEqual(['start 1', 'end 1', 'start 2']);
    expect(shown(answer)).toMatchObject({ phase: 'pending', status: 'loading', value: undefined });
    hand.calls[0]?.next({ type: 'ai_chunk', content: 'late' });
    hand.say('Two');
    expect(answer.value()).toBe('Two');
  });

  it('shows nothing more of a run once its params have changed', () => {
    const { answer, topic, ask, hand } = setUp();
    ask('parrot');
    hand.say('Why');
    topic.set({ topic: 'bear' });
    hand.say(' not');
    hand.end();
    expect(shown(answer)).toMatchObject({ phase: 'pending', value: undefined });
    TestBed.tick();
    expect(hand.calls).toHaveLength(2);
    expect(answer.phase()).toBe('pending');
  });

  it('goes back to idle when params are undefined again', () => {
    const { answer, topic, ask, hand } = setUp();
    ask('parrot');
    hand.say('Why');
    topic.set(undefined);
    TestBed.tick();
    expect(hand.log).toEqual(['start 1', 'end 1']);
    expect(shown(answer)).toMatchObject({ phase: 'idle', value: undefined });
  });

  const nothing = undefined;
  it.each(
    [
      { moves: ['a', 'b', nothing], open: 0 },
      { moves: ['a', 'b', 'c', nothing], open: 0 },
      { moves: ['a', nothing, 'b', nothing], open: 0 },
      { moves: ['a', 'reload', nothing], open: 0 },
      { moves: ['a', 'reload', 'b', nothing], open: 0 },
      { moves: ['a', 'b', nothing, 'stop'], open: 0 },
      { moves: ['a', 'b', 'stop'], open: 0 },
      { moves: ['a', 'b', nothing, 'c'], open: 1 },
      { moves: ['a', 'b', 'throw'], open: 0 },
      { moves: ['a', 'b', 'throw', 'c'], open: 1 },
    ].flatMap((each) => [false, true].map((speaks) => ({ ...each, speaks }))),
  )('leaves no run behind: $moves, with a chunk: $speaks', ({ moves, open, speaks }) => {
    const topic = signal<Topic | undefined>(undefined);
    const { answer, hand } = setUp({
      params: () => {
        if (topic()?.topic === 'throw') throw new Error('params');
        return topic();
      },
    });
    for (const move of moves) {
      if (move === 'reload') answer.reload();
      else if (move === 'stop') answer.stop();
      else topic.set(move === undefined ? undefined : { topic: move });
      TestBed.tick();
      if (speaks && answer.isActive()) hand.say('x');
    }
    const count = (what: string): number => hand.log.filter((line) => line.startsWith(what)).length;
    expect(count('start')).toBeGreaterThan(1);
    expect(count('start') - count('end')).toBe(open);
    expect(answer.isActive()).toBe(open === 1);
  });

  it('reloads with the same params: aborts, runs again, and tells it from loading', () => {
    const { answer, ask, hand } = setUp();
    ask('parrot');
    hand.say('Why');
    expect(answer.reload()).toBe(true);
    expect(answer.status()).toBe('reloading');
    TestBed.tick();
    expect(hand.log).toEqual(['start 1', 'end 1', 'start 2']);
    expect(hand.prompts).toEqual(['about parrot', 'about parrot']);
    expect(shown(answer)).toMatchObject({ phase: 'pending', status: 'reloading', value: undefined });
    hand.say('Again');
    hand.end();
    expect(shown(answer)).toMatchObject({ phase: 'done', value: 'Again' });
    ask('bear');
    expect(answer.status()).toBe('loading');
  });

  it('reloads after an error, after a stop and when done', () => {
    const { answer, ask, hand } = setUp();
    ask('parrot');
    hand.fail(new Error('x'));
    expect(answer.reload()).toBe(true);
    TestBed.tick();
    answer.stop();
    expect(answer.reload()).toBe(true);
    TestBed.tick();
    hand.say('yes');
    hand.end();
    expect(answer.reload()).toBe(true);
    TestBed.tick();
    expect(hand.calls).toHaveLength(4);
    expect(answer.error()).toBeUndefined();
  });

  it('does not reload when idle or destroyed', () => {
    const { answer, ask, hand } = setUp();
    expect(answer.reload()).toBe(false);
    ask('parrot');
    answer.destroy();
    expect(answer.reload()).toBe(false);
    TestBed.tick();
    expect(hand.calls).toHaveLength(1);
  });

  it('keeps the previous value until the first chunk', () => {
    const { answer, ask, hand } = setUp({ keepPrevious: true });
    ask('parrot');
    hand.say('one');
    hand.end();
    ask('bear');
    expect(shown(answer)).toMatchObject({ phase: 'pending', value: 'one', partial: 'one' });
    hand.say('t');
    expect(answer.value()).toBe('t');
  });

  it('keeps a previous value that is empty', () => {
    const host = createHost();
    const text = signal<string>('');
    const wait = operator<string, string>((source) => source, { name: 'echo' });
    const answer = host.run(() =>
      runnableResource({ runnable: wait, params: () => text(), keepPrevious: true, defaultValue: 'default' }),
    );
    TestBed.tick();
    expect(answer.value()).toBe('');
    text.set('b');
    expect(shown(answer)).toMatchObject({ phase: 'pending', value: '' });
  });

  it('waits for a resource that params are chained to', async () => {
    const host = createHost();
    const id = signal<number | undefined>(undefined);
    const user = host.run(() =>
      resource({ params: () => id(), loader: ({ params }) => Promise.resolve(`user ${params}`) }),
    );
    const answer = host.run(() =>
      runnableResource({ runnable: passthrough<string>(), params: ({ chain }) => chain(user) as string }),
    );
    TestBed.tick();
    expect(answer.phase()).toBe('idle');
    id.set(1);
    TestBed.tick();
    expect(answer.phase()).toBe('pending');
    await TestBed.inject((await import('@angular/core')).ApplicationRef).whenStable();
    TestBed.tick();
    expect(shown(answer)).toMatchObject({ phase: 'done', value: 'user 1' });
  });
});

describe('runnableResource: its end', () => {
  it('aborts the model synchronously when its injector dies', () => {
    const { answer, ask, host, hand } = setUp();
    ask('parrot');
    hand.say('Why');
    expect(hand.calls[0]?.observed).toBe(true);
    host.destroy();
    expect(hand.calls[0]?.observed).toBe(false);
    expect(hand.log).toEqual(['start 1', 'end 1']);
    expect(shown(answer)).toMatchObject({ phase: 'stopped', value: 'Why' });
  });

  it('aborts on destroy(), and runs no more', () => {
    const { answer, ask, hand } = setUp();
    ask('parrot');
    hand.say('Why');
    answer.destroy();
    expect(hand.calls[0]?.observed).toBe(false);
    ask('bear');
    expect(hand.calls).toHaveLength(1);
    expect(shown(answer)).toMatchObject({ phase: 'stopped', value: 'Why' });
    answer.destroy();
    answer.stop();
  });

  it('completes events$ on destroy, after the cancels', () => {
    const { answer, ask, hand } = setUp();
    const told: string[] = [];
    answer.events$.subscribe({
      next: ({ event }) => told.push(event),
      complete: () => told.push('complete'),
    });
    ask('parrot');
    hand.say('Why');
    answer.destroy();
    expect(told.slice(-4)).toEqual([
      'on_chat_model_cancel',
      'on_parser_cancel',
      'on_chain_cancel',
      'complete',
    ]);
  });

  it('tells the events of all its runs, hot', () => {
    const { answer, ask, hand } = setUp();
    const roots: RunEvent[] = [];
    answer.events$.subscribe((event) => event.parent_ids.length === 0 && roots.push(event));
    ask('parrot');
    hand.say('a');
    hand.end();
    ask('bear');
    const late: RunEvent[] = [];
    answer.events$.subscribe((event) => late.push(event));
    expect(late).toEqual([]);
    hand.say('b');
    hand.end();
    expect(roots.map(({ event }) => event)).toEqual([
      'on_chain_start',
      'on_chain_stream',
      'on_chain_end',
      'on_chain_start',
      'on_chain_stream',
      'on_chain_end',
    ]);
    expect(late.length).toBeGreaterThan(0);
  });

  it('lives in the injector that it is given', () => {
    const hand = handModel();
    const host = createHost();
    const answer = runnableResource({
      runnable: jokes(hand),
      params: () => ({ topic: 'parrot' }),
      injector: host.injector,
    });
    TestBed.tick();
    hand.say('Why');
    host.destroy();
    expect(hand.calls[0]?.observed).toBe(false);
    expect(answer.phase()).toBe('stopped');
  });

  it('needs an injection context', () => {
    const make = () => runnableResource({ runnable: passthrough<string>(), params: () => 'x' });
    expect(make).toThrow(/runnableResource\(\) can only be used within an injection context/);
  });
});

describe('runnableResource: options', () => {
  it('reads config once per run, untracked', () => {
    const hand = handModel();
    const host = createHost();
    const topic = signal<Topic>({ topic: 'parrot' });
    const tag = signal('first');
    let reads = 0;
    const config = (): RunConfig => {
      reads++;
      return { runName: 'joke', tags: [tag()], metadata: { user: 1 } };
    };
    const answer = host.run(() => runnableResource({ runnable: jokes(hand), params: () => topic(), config }));
    const events = host.run(() => injectEvents(answer));
    TestBed.tick();
    expect(reads).toBe(1);
    tag.set('second');
    TestBed.tick();
    hand.say('a', 'b');
    expect(reads).toBe(1);
    expect(hand.calls).toHaveLength(1);
    expect(events()[0]).toMatchObject({ name: 'joke', tags: ['first'], metadata: { user: 1 } });
    topic.set({ topic: 'bear' });
    TestBed.tick();
    expect(reads).toBe(2);
    expect(events()[0]).toMatchObject({ tags: ['second'] });
  });

  it('adds the events sink of the config to its own', () => {
    const heard: RunEvent[] = [];
    const { answer, ask, hand } = setUp({ config: { events: { next: (event) => heard.push(event) } } });
    const own: RunEvent[] = [];
    answer.events$.subscribe((event) => own.push(event));
    ask('parrot');
    hand.say('a');
    hand.end();
    expect(own.length).toBeGreaterThan(3);
    expect(heard).toEqual(own);
  });

  it('takes the runnable from a function, once per run, untracked', () => {
    const host = createHost();
    const loud = signal(false);
    const name = signal('Ada');
    const answer = host.run(() =>
      runnableResource({
        runnable: () => lambda((text: string) => (loud() ? text.toUpperCase() : text)),
        params: () => name(),
      }),
    );
    TestBed.tick();
    expect(answer.value()).toBe('Ada');
    loud.set(true);
    TestBed.tick();
    expect(answer.value()).toBe('Ada');
    name.set('Bob');
    TestBed.tick();
    expect(answer.value()).toBe('BOB');
  });

  it('does not track what the chain reads', () => {
    const host = createHost();
    const secret = signal(1);
    let runs = 0;
    const answer = host.run(() =>
      runnableResource({
        runnable: lambda((text: string) => {
          runs++;
          return `${text} ${secret()}`;
        }),
        params: () => 'x',
      }),
    );
    TestBed.tick();
    secret.set(2);
    TestBed.tick();
    expect(runs).toBe(1);
    expect(answer.value()).toBe('x 1');
  });

  it('keeps a value that is equal', () => {
    const host = createHost();
    const text = signal('a');
    const sizeOf = lambda((value: string) => ({ size: value.length }));
    const answer = host.run(() =>
      runnableResource({
        runnable: sizeOf,
        params: () => text(),
        keepPrevious: true,
        equal: (a, b) => a.size === b.size,
      }),
    );
    TestBed.tick();
    const first = answer.value();
    text.set('b');
    TestBed.tick();
    expect(answer.value()).toBe(first);
    text.set('long');
    TestBed.tick();
    expect(answer.value()).toEqual({ size: 4 });
  });

  it('is a Resource: asReadonly, hasValue, snapshot', () => {
    const { answer, ask, hand } = setUp();
    const readonly = answer.asReadonly();
    ask('parrot');
    hand.say('a');
    expect(readonly.value()).toBe('a');
    expect(readonly.hasValue()).toBe(true);
    expect(readonly.snapshot()).toEqual({ status: 'resolved', value: 'a' });
    const words = computed(() => (answer.hasValue() ? answer.value()?.length : 0));
    expect(words()).toBe(1);
    hand.fail(new Error('x'));
    expect(words()).toBe(0);
  });

  it('takes 10,000 tokens', () => {
    const { answer, ask, hand } = setUp();
    ask('parrot');
    const words = Array.from({ length: 10_000 }, (_, i) => `${i} `);
    hand.say(...words);
    expect(answer.value()).toBe(words.join(''));
    hand.end();
    expect(answer.phase()).toBe('done');
    expect(answer.value()).toBe(words.join(''));
  });

  it('runs two refs side by side without mixing them', () => {
    const hand = handModel();
    const host = createHost();
    const make = (topic: string) =>
      host.run(() => runnableResource({ runnable: jokes(hand), params: () => ({ topic }) }));
    const [one, two] = [make('one'), make('two')];
    TestBed.tick();
    hand.calls[0]?.next({ type: 'ai_chunk', content: 'a' });
    hand.calls[1]?.next({ type: 'ai_chunk', content: 'b' });
    expect([one.value(), two.value()]).toEqual(['a', 'b']);
    one.stop();
    expect(hand.calls.map(({ observed }) => observed)).toEqual([false, true]);
  });

  it('is no part of a run in whose code it is made or ticked', () => {
    const host = createHost();
    const events: RunEvent[] = [];
    const inner = lambda(() => {
      const answer = host.run(() => runnableResource({ runnable: passthrough<string>(), params: () => 'x' }));
      answer.events$.subscribe((event) => events.push(event));
      TestBed.tick();
      return answer.value();
    });
    chain(inner).invoke('go').subscribe();
    expect(events[0]?.parent_ids).toEqual([]);
  });
});
