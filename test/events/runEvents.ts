import { TestScheduler } from 'rxjs/testing';
import { expect } from 'vitest';
import type { RunEvent, RunEventName } from '../../src/events/RunEvent.ts';
import type { RunEventData } from '../../src/events/RunEventData.ts';

type EventFields = Partial<Omit<RunEvent, 'event' | 'data'>>;

/** An event with the fields that do not matter filled in. */
export function eventOf<Name extends RunEventName>(
  event: Name,
  data: RunEventData[Name],
  fields: EventFields = {},
): RunEvent {
  const filled = { name: 'run', run_id: 'r1', parent_ids: [], tags: [], metadata: {}, ...fields };
  return { event, ...filled, data } as RunEvent;
}

const root = { name: 'RunnableSequence', run_id: 'r1' };
const model = { name: 'model', run_id: 'r2', parent_ids: ['r1'], tags: ['seq:step:1', 'fast'] };
const parser = { name: 'StrOutputParser', run_id: 'r3', parent_ids: ['r1'], tags: ['seq:step:2'] };

/** A model and a parser in a chain, two tokens; letters for marbles, in the order of telling. */
export const chainEvents: Record<
  'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l',
  RunEvent
> = {
  a: eventOf('on_chain_start', { input: 'hi' }, root),
  b: eventOf('on_chat_model_start', { input: { messages: [[{ type: 'human', content: 'hi' }]] } }, model),
  c: eventOf('on_chat_model_stream', { chunk: { type: 'ai_chunk', content: 'Hel', id: 'run-r2' } }, model),
  d: eventOf('on_parser_start', {}, parser),
  e: eventOf('on_parser_stream', { chunk: 'Hel' }, parser),
  f: eventOf('on_chain_stream', { chunk: 'Hel' }, root),
  g: eventOf('on_chat_model_stream', { chunk: { type: 'ai_chunk', content: 'lo', id: 'run-r2' } }, model),
  h: eventOf('on_parser_stream', { chunk: 'lo' }, parser),
  i: eventOf('on_chain_stream', { chunk: 'lo' }, root),
  j: eventOf('on_chat_model_end', { output: { type: 'ai_chunk', content: 'Hello', id: 'run-r2' } }, model),
  k: eventOf('on_parser_end', { output: 'Hello' }, parser),
  l: eventOf('on_chain_end', { output: 'Hello' }, root),
};

/** A custom event that the model sends. */
export const customEvent: RunEvent = eventOf('on_custom_event', { done: 1 }, { ...model, name: 'progress' });

export const marble = (run: Parameters<TestScheduler['run']>[0]): void => {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(run);
};
