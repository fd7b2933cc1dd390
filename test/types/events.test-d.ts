import { map, type Observable, of, type Subject } from 'rxjs';
import { describe, expectTypeOf, it } from 'vitest';
import { eventChunks } from '../../operators/eventChunks.ts';
import { filterEvents } from '../../operators/filterEvents.ts';
import { foldRunLog } from '../../operators/foldRunLog.ts';
import { fromAsyncIterable } from '../../operators/fromAsyncIterable.ts';
import { ofEvent } from '../../operators/ofEvent.ts';
import { ofRun } from '../../operators/ofRun.ts';
import { ofRunTag } from '../../operators/ofRunTag.ts';
import { ofRunType } from '../../operators/ofRunType.ts';
import type { RunLogPatch } from '../../operators/RunLogPatch.ts';
import type { RunLogState } from '../../operators/RunLogState.ts';
import { toAsyncIterable } from '../../operators/toAsyncIterable.ts';
import { toRunLog } from '../../operators/toRunLog.ts';
import type { EventFilter } from '../../src/events/EventFilter.ts';
import { isTerminalEvent } from '../../src/events/isTerminalEvent.ts';
import type { RunEvent, RunEventOf } from '../../src/events/RunEvent.ts';
import type { ToldError } from '../../src/events/RunEventData.ts';
import type { AIMessage } from '../../src/messages/AIMessage.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import type { Document } from '../../src/messages/Document.ts';

declare const events: Observable<RunEvent>;
declare const event: RunEvent;

describe('RunEvent', () => {
  it('is told apart by its name', () => {
    if (event.event === 'on_chat_model_stream')
      expectTypeOf(event.data.chunk).toEqualTypeOf<AIMessageChunk>();
    if (event.event === 'on_chat_model_end') {
      expectTypeOf(event.data.output).toEqualTypeOf<AIMessage | AIMessageChunk | null>();
    }
    if (event.event === 'on_llm_stream') expectTypeOf(event.data.chunk.text).toEqualTypeOf<string>();
    if (event.event === 'on_retriever_end') {
      expectTypeOf(event.data.output).toEqualTypeOf<readonly Document[] | null>();
    }
    if (event.event === 'on_tool_error') expectTypeOf(event.data.error).toEqualTypeOf<ToldError>();
    if (event.event === 'on_chain_cancel') expectTypeOf(event.data.reason).toEqualTypeOf<unknown>();
    if (event.event === 'on_custom_event') expectTypeOf(event.data).toEqualTypeOf<unknown>();
    expectTypeOf<RunEvent['event'] & 'on_chat_model_token'>().toBeNever();
  });

  it('has 36 names', () => {
    expectTypeOf<RunEvent<'on_chain_start'>>().toEqualTypeOf<RunEventOf<'on_chain_start'>>();
    switch (event.event) {
      case 'on_custom_event':
        expectTypeOf(event).toEqualTypeOf<RunEventOf<'on_custom_event'>>();
        break;
      default:
        expectTypeOf(event.data).toBeObject();
    }
  });

  it('is readonly', () => {
    // @ts-expect-error
    event.name = 'other';
    // @ts-expect-error
    event.tags.push('tag');
  });

  it('is narrowed to its terminals', () => {
    if (isTerminalEvent(event) && event.event === 'on_tool_end')
      expectTypeOf(event.data.output).toBeUnknown();
    // @ts-expect-error no terminal
    if (isTerminalEvent(event) && event.event === 'on_tool_start') of(event);
  });

  it('goes into a plain Subject', () => {
    expectTypeOf<Subject<RunEvent>>().toExtend<{ next(event: RunEvent): void }>();
  });
});

describe('operators over events', () => {
  it('narrow the union', () => {
    const chunks = events.pipe(
      ofEvent('on_chat_model_stream'),
      map((told) => told.data.chunk),
    );
    expectTypeOf(chunks).toEqualTypeOf<Observable<AIMessageChunk>>();
    expectTypeOf(events.pipe(ofEvent('on_tool_start', 'on_tool_end'))).toEqualTypeOf<
      Observable<RunEventOf<'on_tool_start'> | RunEventOf<'on_tool_end'>>
    >();
    // @ts-expect-error there is no such event
    ofEvent('on_chat_model_token');
    expectTypeOf(events.pipe(ofRunType('retriever'), ofEvent('on_retriever_end'))).toEqualTypeOf<
      Observable<RunEventOf<'on_retriever_end'>>
    >();
    // @ts-expect-error there is no such type
    ofRunType('agent');
  });

  it('keep a narrowed union', () => {
    const tokens = events.pipe(
      ofEvent('on_chat_model_stream'),
      filterEvents({ includeTags: ['answer'] }),
      ofRun('r1'),
      ofRunTag('answer'),
    );
    expectTypeOf(tokens).toEqualTypeOf<Observable<RunEventOf<'on_chat_model_stream'>>>();
  });

  it('give typed chunks', () => {
    expectTypeOf(events.pipe(ofEvent('on_chat_model_stream'), eventChunks())).toEqualTypeOf<
      Observable<AIMessageChunk>
    >();
    expectTypeOf(events.pipe(ofRunType('chat_model'), eventChunks())).toEqualTypeOf<
      Observable<AIMessageChunk>
    >();
    expectTypeOf(events.pipe(eventChunks())).toEqualTypeOf<Observable<unknown>>();
  });

  it('make logs', () => {
    expectTypeOf(events.pipe(toRunLog())).toEqualTypeOf<Observable<RunLogPatch>>();
    expectTypeOf(events.pipe(toRunLog({ includeTags: ['answer'] }))).toEqualTypeOf<Observable<RunLogPatch>>();
    expectTypeOf(events.pipe(toRunLog({ diff: false }))).toEqualTypeOf<Observable<RunLogState>>();
    expectTypeOf(events.pipe(toRunLog(), foldRunLog())).toEqualTypeOf<Observable<RunLogState>>();
  });

  it('refuse an unknown filter key', () => {
    // @ts-expect-error
    filterEvents({ includeName: ['model'] });
    const filter: EventFilter = { includeTypes: ['chat_model', 'my_event'], excludeTags: undefined };
    filterEvents(filter);
  });
});

describe('async iteration', () => {
  it('keeps the type of the values', () => {
    expectTypeOf(
      fromAsyncIterable(async function* () {
        yield 1;
      }),
    ).toEqualTypeOf<Observable<number>>();
    expectTypeOf(fromAsyncIterable(new ReadableStream<Uint8Array>())).toEqualTypeOf<Observable<Uint8Array>>();
    expectTypeOf(toAsyncIterable({ limit: 1 })(of('a'))).toExtend<AsyncIterable<string>>();
    // @ts-expect-error no such policy
    toAsyncIterable({ overflow: 'block' });
  });
});
