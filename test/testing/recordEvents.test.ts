import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { marbles } from '../../src/testing/marbles.ts';
import { type RecordedEvent, recordEvents } from '../../src/testing/recordEvents.ts';

const told = map((list: readonly RecordedEvent[]) => list.map(({ time, event }) => `${time} ${event.event}`));

describe('recordEvents', () => {
  it(
    'gives all events with their times, once, at the end',
    marbles((m) => {
      const events = m.model('-a--b|').streamEvents('hi').pipe(recordEvents(), told);
      m.expectObservable(events).toBe('-----(x|)', {
        x: [
          '0 on_chat_model_start',
          '1 on_chat_model_stream',
          '4 on_chat_model_stream',
          '5 on_chat_model_end',
        ],
      });
    }),
  );

  it(
    'times begin with the first event',
    marbles((m) => {
      const events = m.model('-a|').streamEvents('hi').pipe(recordEvents(), told);
      m.expectObservable(events, '---^').toBe('-----(x|)', {
        x: ['0 on_chat_model_start', '1 on_chat_model_stream', '2 on_chat_model_end'],
      });
    }),
  );

  it(
    'empty: an empty list',
    marbles((m) => {
      m.expectObservable(m.cold<RunEvent>('--|').pipe(recordEvents())).toBe('--(x|)', { x: [] });
    }),
  );

  it(
    'never: nothing',
    marbles((m) => {
      const source = m.cold<RunEvent>('---');
      m.expectObservable(source.pipe(recordEvents())).toBe('---');
      m.expectSubscriptions(source.subscriptions).toBe('^--');
    }),
  );

  it(
    'a failed run: the list, with the error as an event in it, then completion',
    marbles((m) => {
      const events = m.model('-a#').streamEvents('hi').pipe(recordEvents(), told);
      m.expectObservable(events).toBe('--(x|)', {
        x: ['0 on_chat_model_start', '1 on_chat_model_stream', '2 on_chat_model_error'],
      });
    }),
  );

  it(
    'leaving early leaves the run',
    marbles((m) => {
      const model = m.model('-a-b-|');
      m.expectObservable(model.streamEvents('hi').pipe(recordEvents()), '^--!').toBe('-');
      m.expectSubscriptions(model.subscriptions).toBe('^--!');
    }),
  );

  it(
    'a second subscription records a second run',
    marbles((m) => {
      const events = m.model(['-|', '--|']).streamEvents('hi').pipe(recordEvents(), told);
      m.expectObservable(events).toBe('-(x|)', { x: ['0 on_chat_model_start', '1 on_chat_model_end'] });
      m.expectObservable(events).toBe('--(x|)', { x: ['0 on_chat_model_start', '2 on_chat_model_end'] });
    }),
  );

  it('the events are those that came', () => {
    let list: readonly RecordedEvent[] = [];
    marbles((m) => {
      m.model('-a|')
        .streamEvents('hi')
        .pipe(recordEvents())
        .subscribe((events) => {
          list = events;
        });
    })();
    expect(list.map(({ event }) => event.name)).toEqual(['MarbleModel', 'MarbleModel', 'MarbleModel']);
  });
});
