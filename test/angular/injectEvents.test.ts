import '@angular/compiler';
import * as fc from 'fast-check';
import { concat, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { EventSelection } from '../../operators/EventSelection.ts';
import { injectEvents, injectRun } from '../../src/angular/index.ts';
import { isShown } from '../../src/angular/isShown.ts';
import { chatPrompt, type RunEvent, stringParser } from '../../src/index.ts';
import { createHost, setUpAngular } from './angularTest.ts';
import { handModel } from './handModel.ts';

setUpAngular();

function setUp() {
  const hand = handModel();
  const host = createHost();
  const ref = host.run(() => injectRun(chatPrompt('{x}').pipe(hand.model, stringParser())));
  return { hand, host, ref };
}

const names = (events: readonly RunEvent[]): readonly string[] => events.map(({ event }) => event);

function event(name: string, run_id: string, parent_ids: readonly string[] = []): RunEvent {
  return {
    event: name,
    name: run_id,
    run_id,
    parent_ids,
    tags: [],
    metadata: {},
    data: {},
  } as unknown as RunEvent;
}

describe('injectEvents', () => {
  it('refuses a key that filters do not have, and a limit below 0', () => {
    const { host, ref } = setUp();
    const includeType = { includeType: [] } as object;
    expect(() => host.run(() => injectEvents(ref, { filter: includeType }))).toThrow(
      expect.objectContaining({ code: 'unknown_filter', message: 'injectEvents: filter has includeType' }),
    );
    for (const limit of [-1, Number.NaN]) {
      expect(() => host.run(() => injectEvents(ref, { limit }))).toThrow(
        expect.objectContaining({ code: 'bad_config', message: `injectEvents: limit is ${limit}` }),
      );
    }
    expect(host.run(() => injectEvents(ref, { limit: 0 }))()).toEqual([]);
  });

  it('lists what happens, the newest last, each list a new one', () => {
    const { hand, host, ref } = setUp();
    const events = host.run(() => injectEvents(ref));
    const empty = events();
    expect(empty).toEqual([]);
    ref.run({ x: 'a' });
    hand.say('one');
    const during = events();
    hand.end();
    expect(during).not.toBe(events());
    expect(events().slice(0, during.length)).toEqual(during);
    expect(names(events())[0]).toBe('on_chain_start');
    expect(names(events()).at(-1)).toBe('on_chain_end');
  });

  it('is emptied when a new root run starts', () => {
    const { hand, host, ref } = setUp();
    const events = host.run(() => injectEvents(ref));
    ref.run({ x: 'a' });
    hand.say('one');
    hand.end();
    const first = events()[0]?.run_id;
    ref.run({ x: 'b' });
    expect(events()[0]?.run_id).not.toBe(first);
    expect(events().filter(({ parent_ids }) => parent_ids.length === 0)).toHaveLength(1);
  });

  it('is emptied also when the filter hides the root', () => {
    const { hand, host, ref } = setUp();
    const events = host.run(() => injectEvents(ref, { filter: { includeTypes: ['chat_model'] } }));
    ref.run({ x: 'a' });
    hand.say('one');
    hand.end();
    expect(names(events())).toEqual(['on_chat_model_start', 'on_chat_model_stream', 'on_chat_model_end']);
    ref.run({ x: 'b' });
    expect(names(events())).toEqual(['on_chat_model_start']);
  });

  it('keeps the newest up to the limit', () => {
    const source = new Subject<RunEvent>();
    const host = createHost();
    const events = host.run(() => injectEvents(source, { limit: 3 }));
    const many = host.run(() => injectEvents(source));
    source.next(event('on_chain_start', 'r'));
    for (let i = 0; i < 1_500; i++) source.next(event('on_chain_stream', `r${i}`, ['r']));
    expect(events().map(({ name }) => name)).toEqual(['r1497', 'r1498', 'r1499']);
    expect(many()).toHaveLength(1_000);
    expect(many()[0]?.name).toBe('r500');
  });

  it('takes any stream of events, and keeps the list when that ends or fails', () => {
    const host = createHost();
    const { hand } = setUp();
    const chain = chatPrompt('{x}').pipe(hand.model, stringParser());
    const done = host.run(() => injectEvents(chain.streamEvents({ x: 'a' })));
    hand.say('one');
    hand.end();
    expect(names(done()).at(-1)).toBe('on_chain_end');
    const failed = host.run(() =>
      injectEvents(
        concat(
          [event('on_chain_start', 'r')],
          throwError(() => new Error('x')),
        ),
      ),
    );
    expect(names(failed())).toEqual(['on_chain_start']);
  });

  it('unsubscribes when its injector dies', () => {
    const source = new Subject<RunEvent>();
    const host = createHost();
    const events = injectEvents(source, { injector: host.injector });
    expect(source.observed).toBe(true);
    host.destroy();
    expect(source.observed).toBe(false);
    expect(events()).toEqual([]);
  });

  it('needs an injection context, and subscribes to nothing without one', () => {
    const source = new Subject<RunEvent>();
    expect(() => injectEvents(source)).toThrow(
      /injectEvents\(\) can only be used within an injection context/,
    );
    expect(source.observed).toBe(false);
  });
});

describe('isShown', () => {
  const word = fc.constantFrom('a', 'b', 'c');
  const type = fc.constantFrom('chain', 'tool', 'mine');
  const list = <T>(item: fc.Arbitrary<T>) => fc.option(fc.array(item, { maxLength: 2 }), { nil: undefined });
  const filters = fc.record({
    includeNames: list(word),
    includeTags: list(word),
    includeTypes: list(type),
    excludeNames: list(word),
    excludeTags: list(word),
    excludeTypes: list(type),
  });
  const events = fc.record({
    event: fc.constantFrom('on_chain_start', 'on_chain_stream', 'on_tool_end', 'on_custom_event'),
    name: fc.constantFrom('a', 'b', 'c', 'mine'),
    tags: fc.array(word, { maxLength: 2 }),
    run_id: fc.uuid(),
  });

  it('says what filterEvents says', () => {
    void fc.assert(
      fc.property(filters, events, (filter, fields) => {
        const one = fields as unknown as RunEvent;
        expect(isShown(one, filter)).toBe(new EventSelection(filter).shows(one));
      }),
      { numRuns: 500 },
    );
  });
});
