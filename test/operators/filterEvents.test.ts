import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { EventSelection } from '../../operators/EventSelection.ts';
import { filterEvents } from '../../operators/filterEvents.ts';
import type { EventFilter } from '../../src/events/EventFilter.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { chainEvents, customEvent, eventOf, marble } from '../events/runEvents.ts';

const values = { ...chainEvents, x: customEvent };

describe('filterEvents', () => {
  it.each<[EventFilter, string]>([
    [{}, 'abcdefghijklx'],
    [{ includeNames: ['model'] }, 'bcgj'],
    [{ includeNames: ['model'], includeTypes: ['parser'] }, 'bcdeghjk'],
    [{ includeTags: ['fast'] }, 'bcgjx'],
    [{ includeTags: ['seq:step:2'] }, 'dehk'],
    [{ includeTypes: ['chain'] }, 'afil'],
    [{ excludeTypes: ['chat_model', 'parser'] }, 'afilx'],
    [{ excludeNames: ['model'] }, 'adefhiklx'],
    [{ excludeTags: ['fast'] }, 'adefhikl'],
    [{ includeTypes: ['chat_model'], excludeTags: ['fast'] }, ''],
    [{ includeNames: ['progress'] }, 'x'],
    [{ includeTypes: ['progress'] }, 'x'],
    [{ excludeNames: ['progress'] }, 'abcdefghijkl'],
    [{ includeNames: [] }, ''],
    [{ excludeNames: [], includeNames: undefined }, 'abcdefghijklx'],
  ])('%j shows %s', (filter, letters) => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const events = cold('abcdefghijklx|', values);
      const expected = [...'abcdefghijklx']
        .map((letter) => (letters.includes(letter) ? letter : '-'))
        .join('');
      expectObservable(events.pipe(filterEvents(filter))).toBe(`${expected}|`, values);
      expectSubscriptions(events.subscriptions).toBe('^------------!');
    });
  });

  it('hides errors and cancels like every other event of a run', () => {
    marble(({ cold, expectObservable }) => {
      const told = {
        e: eventOf('on_tool_error', { error: { name: 'Error', message: 'no' } }, { name: 'search' }),
        c: eventOf('on_tool_cancel', { reason: 'unsubscribed' }, { name: 'fetch', run_id: 'r2' }),
      };
      const events = cold('-e-c|', told);
      expectObservable(events.pipe(filterEvents({ includeNames: ['fetch'] }))).toBe('---c|', told);
    });
  });

  it('passes an empty, a silent and a failing source on', () => {
    marble(({ cold, expectObservable }) => {
      const filter = filterEvents({ includeNames: ['model'] });
      expectObservable(cold<RunEvent>('--|').pipe(filter)).toBe('--|');
      expectObservable(cold<RunEvent>('---').pipe(filter)).toBe('---');
      expectObservable(cold('-b-#', values).pipe(filter)).toBe('-b-#', values);
    });
  });

  it('tears its source down with its subscriber', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const events = cold('-b-c-g-|', values);
      const left = '       ---!';
      const expected = '   -b--';
      const subscribed = ' ^--!';
      expectObservable(events.pipe(filterEvents({ includeNames: ['model'] })), left).toBe(expected, values);
      expectSubscriptions(events.subscriptions).toBe(subscribed);
    });
  });

  it('decides anew in a second subscription', () => {
    const events = new Subject<RunEvent>();
    const shown = events.pipe(filterEvents({ includeNames: ['model'] }));
    const seen: string[] = [];
    const first = shown.subscribe((event) => seen.push(event.name));
    events.next(eventOf('on_chain_start', {}, { name: 'model' }));
    first.unsubscribe();
    shown.subscribe((event) => seen.push(event.name));
    // The same id under another name: a decision that outlives its subscription would let it in.
    events.next(eventOf('on_chain_start', {}, { name: 'other' }));
    expect(seen).toEqual(['model']);
  });

  it.each(['includeName', 'names', '__proto__x', 'version'])('refuses the key %s when it is built', (key) => {
    expect(() => filterEvents({ [key]: ['model'] } as EventFilter)).toThrowError(
      expect.objectContaining({
        code: 'unknown_filter',
        message: `An event filter has no key "${key}"; it may have: includeNames, includeTags, includeTypes, excludeNames, excludeTags, excludeTypes.`,
      }),
    );
  });

  it.each(['model', [1], null, {}])('refuses %j in place of a list', (value) => {
    expect(() => filterEvents({ includeNames: value as never })).toThrowError(
      expect.objectContaining({ code: 'bad_filter', message: expect.stringContaining('includeNames') }),
    );
  });
});

describe('EventSelection', () => {
  const counted = (filter: EventFilter) => {
    const reads = { tags: 0 };
    const tags = ['fast'];
    const event = (name: 'on_tool_start' | 'on_tool_stream' | 'on_tool_end', id: string): RunEvent =>
      Object.defineProperty(eventOf(name, {} as never, { run_id: id }), 'tags', {
        get: () => {
          reads.tags++;
          return tags;
        },
      });
    return { reads, event, isShown: new EventSelection(filter).perRun() };
  };

  it('decides once per run and forgets at its terminal', () => {
    const { reads, event, isShown } = counted({ includeTags: ['fast'] });
    expect(isShown(event('on_tool_start', 'r1'))).toBe(true);
    for (let i = 0; i < 50; i++) isShown(event('on_tool_stream', 'r1'));
    isShown(event('on_tool_end', 'r1'));
    expect(reads.tags).toBe(1);
    isShown(event('on_tool_start', 'r1'));
    expect(reads.tags).toBe(2);
  });

  it('keeps a thousand decisions at most where no terminal ever comes', () => {
    const { reads, event, isShown } = counted({ includeTags: ['fast'] });
    for (let i = 0; i <= 1_000; i++) isShown(event('on_tool_start', `r${i}`));
    expect(reads.tags).toBe(1_001);
    isShown(event('on_tool_stream', 'r1'));
    expect(reads.tags).toBe(1_001);
    isShown(event('on_tool_stream', 'r0'));
    expect(reads.tags).toBe(1_002);
  });
});
