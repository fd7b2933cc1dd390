import type { MonoTypeOperatorFunction, OperatorFunction } from 'rxjs';
import { merge } from 'rxjs';
import { describe, it } from 'vitest';
import { eventChunks } from '../../operators/eventChunks.ts';
import { ofEvent } from '../../operators/ofEvent.ts';
import { ofRun } from '../../operators/ofRun.ts';
import { ofRunName } from '../../operators/ofRunName.ts';
import { ofRunTag } from '../../operators/ofRunTag.ts';
import { ofRunType } from '../../operators/ofRunType.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { chainEvents, customEvent, eventOf, marble } from '../events/runEvents.ts';

const inner = eventOf('on_tool_start', {}, { name: 'tool', run_id: 'r9', parent_ids: ['r1', 'r2'] });
const values = { ...chainEvents, x: customEvent, y: inner };

type Pick = MonoTypeOperatorFunction<RunEvent> | OperatorFunction<RunEvent, unknown>;

const cases: [string, () => Pick, string][] = [
  ['ofEvent of one name', () => ofEvent('on_parser_stream'), 'eh'],
  ['ofEvent of two names', () => ofEvent('on_chain_start', 'on_custom_event'), 'ax'],
  ['ofEvent of no name', () => ofEvent(), ''],
  ['ofRunName', () => ofRunName('model', 'progress'), 'bcgjx'],
  ['ofRunTag', () => ofRunTag('fast'), 'bcgjx'],
  ['ofRunTag of two tags', () => ofRunTag('seq:step:2', 'fast'), 'bcdeghjkx'],
  ['ofRunType', () => ofRunType('chat_model'), 'bcgj'],
  ['ofRunType of two types', () => ofRunType('chain', 'tool'), 'afily'],
  ['ofRun of a root', () => ofRun('r1'), 'abcdefghijklxy'],
  ['ofRun of a child with descendants', () => ofRun('r2'), 'bcgjxy'],
  ['ofRun of a leaf', () => ofRun('r3'), 'dehk'],
  ['ofRun of nobody', () => ofRun('r'), ''],
];

describe.each(cases)('%s', (_, operator, letters) => {
  it('lets through what it names', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const events = cold('abcdefghijklxy|', values);
      const expected = [...'abcdefghijklxy']
        .map((letter) => (letters.includes(letter) ? letter : '-'))
        .join('');
      expectObservable(events.pipe(operator() as OperatorFunction<RunEvent, RunEvent>)).toBe(
        `${expected}|`,
        values,
      );
      expectSubscriptions(events.subscriptions).toBe('^-------------!');
    });
  });

  it('passes an empty, a silent and a failing source on', () => {
    marble(({ cold, expectObservable }) => {
      const pick = operator() as OperatorFunction<RunEvent, RunEvent>;
      expectObservable(cold<RunEvent>('--|').pipe(pick)).toBe('--|');
      expectObservable(cold<RunEvent>('---').pipe(pick)).toBe('---');
      expectObservable(cold<RunEvent>('--#').pipe(pick)).toBe('--#');
    });
  });

  it('tears its source down with its subscriber, and starts anew with the next', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const events = cold('a-b-|', values);
      const pick = operator() as OperatorFunction<RunEvent, RunEvent>;
      const picked = events.pipe(pick);
      const shown = (letter: string) => (letters.includes(letter) ? letter : '-');
      expectObservable(picked, '^!').toBe(`${shown('a')}-`, values);
      expectObservable(picked, '---^').toBe(`---${shown('a')}-${shown('b')}-|`, values);
      expectSubscriptions(events.subscriptions).toBe(['^!', '---^---!']);
    });
  });
});

describe('eventChunks', () => {
  it('emits the chunks of stream events and nothing else', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const events = cold('     abcdefghijkl|', values);
      const chunks = {
        c: { type: 'ai_chunk', content: 'Hel', id: 'run-r2' },
        e: 'Hel',
        g: { type: 'ai_chunk', content: 'lo', id: 'run-r2' },
        h: 'lo',
      };
      const expected = '        --c-eegh h---|';
      expectObservable(events.pipe(eventChunks())).toBe(expected.replaceAll(' ', ''), chunks);
      expectSubscriptions(events.subscriptions).toBe('^-----------!');
    });
  });

  it('leaves a custom event alone whose data has a chunk', () => {
    marble(({ cold, expectObservable }) => {
      const events = cold('-x-|', { x: eventOf('on_custom_event', { chunk: 1 }) });
      expectObservable(events.pipe(eventChunks())).toBe('---|');
    });
  });

  it('passes an empty, a silent and a failing source on, and leaves early', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(cold<RunEvent>('--|').pipe(eventChunks())).toBe('--|');
      expectObservable(cold<RunEvent>('---').pipe(eventChunks())).toBe('---');
      expectObservable(cold<RunEvent>('--#').pipe(eventChunks())).toBe('--#');
      const events = cold('-e-h-|', values);
      const chunks = events.pipe(eventChunks());
      expectObservable(merge(chunks, chunks), '---!').toBe('-(ee)', { e: 'Hel' });
      expectSubscriptions(events.subscriptions).toBe(['^--!', '^--!']);
    });
  });

  it('gives falsy chunks', () => {
    marble(({ cold, expectObservable }) => {
      const told = { a: 0, b: '', c: false, d: null };
      const events = cold(
        '-abcd|',
        Object.fromEntries(
          Object.entries(told).map(([key, chunk]) => [key, eventOf('on_chain_stream', { chunk })]),
        ),
      );
      expectObservable(events.pipe(eventChunks())).toBe('-abcd|', told);
    });
  });
});
