import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { checkLaws } from './checkLaws.ts';
import { compareEvents } from './compareEvents.ts';
import { differencesOf } from './differencesOf.ts';
import type { EventScenario } from './EventScenario.ts';

const folder = new URL('./events/', import.meta.url);
const scenarios = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as EventScenario,
);
const scenarioOf = (name: string): EventScenario => scenarios.find((scenario) => scenario.name === name) as EventScenario;

const types: Readonly<Record<string, string>> = {
  HumanMessage: 'human',
  SystemMessage: 'system',
  AIMessage: 'ai',
  AIMessageChunk: 'ai_chunk',
  ChatPromptValue: 'chat_prompt_value',
  StringPromptValue: 'string_prompt_value',
};

/** The golden list as a core would tell it: real types for the marks, other ids, more metadata. */
function told(scenario: EventScenario): RunEvent[] {
  const real = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(/^run-r(\d+)$/, 'run-id-$1').replace(/^r(\d+)$/, 'id-$1');
    if (Array.isArray(value)) return value.map(real);
    if (typeof value !== 'object' || value === null) return value;
    const { $type, $any, ...rest } = value as Record<string, unknown>;
    if ($any !== undefined) return 'anything';
    const fields = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, real(inner)]));
    return typeof $type === 'string' && $type !== 'Document' ? { type: types[$type], response_metadata: {}, ...fields } : fields;
  };
  return scenario.events.map((event) => ({
    ...(real(event) as RunEvent),
    tags: [...event.tags].reverse(),
    metadata: { ...event.metadata, ls_provider: 'fake' },
  }));
}

const change = (events: RunEvent[], index: number, fields: object): RunEvent[] =>
  events.map((event, i) => (i === index ? ({ ...event, ...fields } as RunEvent) : event));
const swap = (events: RunEvent[], left: number, right: number): RunEvent[] =>
  events.map((event, i) => (i === left ? events[right] : i === right ? events[left] : event) as RunEvent);
const indexOf = (events: RunEvent[], event: string, name?: string): number => {
  const index = events.findIndex((one) => one.event === event && (name === undefined || one.name === name));
  if (index === -1) throw new Error(`there is no ${event} ${name}`);
  return index;
};

describe('compareEvents', () => {
  const ownIds = new Set(['acc_run_ids', 'acc_custom_event']);

  it.each(scenarios.filter(({ name }) => !ownIds.has(name)).map((scenario) => [scenario.name, scenario] as const))(
    'accepts what %s says',
    (_, scenario) => {
      expect(() => compareEvents(told(scenario), scenario)).not.toThrow();
    },
  );

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('finds every event of %s that is missing or doubled', (_, scenario) => {
    const events = told(scenario);
    events.forEach((event, i) => {
      expect(() => compareEvents(events.filter((__, at) => at !== i), scenario), `without ${i}`).toThrow();
      expect(() => compareEvents([...events.slice(0, i), event, ...events.slice(i)], scenario), `twice ${i}`).toThrow();
    });
  });

  it.each(scenarios.filter(({ compare, eventsError }) => compare === 'exact' && eventsError === undefined).map((scenario) => [scenario.name, scenario] as const))(
    'finds every two neighbours of %s that are swapped',
    (_, scenario) => {
      const events = told(scenario);
      for (let i = 1; i < events.length; i++) {
        if (differencesOf(events[i], events[i - 1], '').length === 0) continue;
        expect(() => compareEvents(swap(events, i - 1, i), scenario), `${i}`).toThrow();
      }
    },
  );

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('finds every changed field of %s', (_, scenario) => {
    const events = told(scenario);
    events.forEach((event, i) => {
      for (const fields of [
        { event: 'on_tool_cancel' },
        { name: `${event.name}x` },
        { tags: [...event.tags, 'more'] },
        { parent_ids: ['id-9', ...event.parent_ids] },
        { run_id: 'id-99' },
        { data: undefined },
        { data: { ...(event.data as object), more: 1 } },
      ]) {
        expect(() => compareEvents(change(events, i, fields), scenario), `${i} ${JSON.stringify(fields)}`).toThrow();
      }
    });
  });

  it('finds a value that differs, with its path', () => {
    const scenario = scenarioOf('acc_single_lambda');
    const events = told(scenario);
    expect(() => compareEvents(change(events, 1, { data: { chunk: 'hello' } }), scenario)).toThrow(
      'The events are not those of the scenario:\nevents[1].data.chunk: expected "olleh", got "hello"',
    );
  });

  it('shows where two lists part', () => {
    const scenario = scenarioOf('acc_triple_lambda');
    const events = told(scenario);
    expect(() => compareEvents(swap(events, 2, 3), scenario)).toThrow(`the lists differ from event 2 on (12 expected, 12 told):
    0  on_chain_start RunnableSequence /r1 []
    1  on_chain_start 1 r1/r2 [seq:step:1]
  - 2  on_chain_stream 1 r1/r2 [seq:step:1]
  + 2  on_chain_start 2 r1/r3 [seq:step:2]
  - 3  on_chain_start 2 r1/r3 [seq:step:2]
  + 3  on_chain_stream 1 r1/r2 [seq:step:1]`);
  });

  it('finds a chunk in place of a whole message', () => {
    const scenario = scenarioOf('acc_model_in_lambda_async');
    const events = told(scenario);
    const end = indexOf(events, 'on_chat_model_end');
    const { output, input } = events[end]?.data as { output: object; input: unknown };
    const wrong = change(events, end, { data: { output: { ...output, type: 'ai_chunk' }, input } });
    expect(() => compareEvents(wrong, scenario)).toThrow('expected a AIMessage');
  });

  it('finds a message id of another run', () => {
    const scenario = scenarioOf('seed_prompt_model_str');
    const events = told(scenario);
    const at = indexOf(events, 'on_chat_model_stream');
    const { chunk } = events[at]?.data as { chunk: object };
    for (const id of ['run-id-1', 'run-id-77', 'id-3', undefined]) {
      expect(() => compareEvents(change(events, at, { data: { chunk: { ...chunk, id } } }), scenario)).toThrow();
    }
  });

  it('finds missing metadata and a metadata value that differs', () => {
    const scenario = scenarioOf('acc_simple_chain');
    const events = told(scenario);
    const at = indexOf(events, 'on_chat_model_start');
    expect(() => compareEvents(change(events, at, { metadata: {} }), scenario)).toThrow('metadata');
    const { metadata } = events[at] as RunEvent;
    expect(() => compareEvents(change(events, at, { metadata: { ...metadata, a: 'c' } }), scenario)).toThrow('metadata.a');
  });

  it('takes given ids literally', () => {
    const scenario = scenarioOf('acc_custom_event');
    const id = scenario.config?.['runId'] as string;
    expect(() => compareEvents(told(scenario), scenario)).toThrow(`the run r1 must have the id ${id}, got id-1`);
    const events = told(scenario).map((event) => ({ ...event, run_id: id }) as RunEvent);
    expect(() => compareEvents(events, scenario)).not.toThrow();
    expect(() => compareEvents(events, scenario, { r2: 'x' })).toThrow('the run r2 must have the id x');
  });

  it('takes a null input for another thing than no input', () => {
    const scenario = scenarioOf('generator_empty');
    const events = told(scenario);
    const end = indexOf(events, 'on_parser_end');
    expect(() => compareEvents(change(events, end, { data: { output: null } }), scenario)).toThrow('data.input: expected null');
  });

  describe('behind a failure', () => {
    const scenario: EventScenario = { ...scenarioOf('error_in_chain') };
    const events = told(scenario);
    const sibling = events.map((event) => ({ ...event, run_id: 'id-8', name: 'beside', parent_ids: ['id-1'], tags: [] }));
    const wide = {
      ...scenario,
      events: [
        scenario.events[0],
        { ...scenario.events[1], run_id: 'r8', name: 'beside', tags: [] },
        ...scenario.events.slice(1, 6),
        { ...scenario.events[5], run_id: 'r8', name: 'beside', tags: [], event: 'on_chain_cancel', data: {} },
        scenario.events[6],
      ],
    } as EventScenario;
    const start = { ...sibling[1] } as RunEvent;
    const cancel = { ...sibling[5], event: 'on_chain_cancel', data: {} } as RunEvent;
    const [root, before, boom, last] = [events[0]!, events.slice(1, 5), events[5]!, events[6]!];

    it('leaves the order among sibling terminals free', () => {
      expect(() => compareEvents([root, start, ...before, boom, cancel, last], wide)).not.toThrow();
      expect(() => compareEvents([root, start, ...before, cancel, boom, last], wide)).not.toThrow();
    });

    it('keeps the parent last', () => {
      expect(() => compareEvents([root, start, ...before, boom, last, cancel], wide)).toThrow('comes after that of its parent');
    });

    it('compares the error as far as it is listed', () => {
      const at = 5;
      const more = change(events, at, { data: { error: { name: 'Error', message: 'ERR', code: 'x' }, input: 'X' } });
      expect(() => compareEvents(more, scenario)).not.toThrow();
      const other = change(events, at, { data: { error: { name: 'Error', message: 'other' }, input: 'X' } });
      expect(() => compareEvents(other, scenario)).toThrow('data.error.message');
      const none = change(events, at, { data: { input: 'X' } });
      expect(() => compareEvents(none, scenario)).toThrow('data.error');
    });
  });

  describe('per run', () => {
    const scenario = scenarioOf('seed_rag');
    const events = told(scenario);
    const docs = indexOf(events, 'on_retriever_end');
    const record = 'RunnableParallel<context,question>';
    const chunkOf = (key: string): number =>
      events.findIndex(({ event, name, data }) => event === 'on_chain_stream' && name === record && key in (data as { chunk: object }).chunk);

    it('lets concurrent branches come in another order', () => {
      const [context, question, passed] = [chunkOf('context'), chunkOf('question'), indexOf(events, 'on_chain_stream', 'RunnablePassthrough')];
      const order = [...events.keys()].filter((i) => ![docs, context, question, passed].includes(i));
      const at = order.indexOf(passed - 1) + 1;
      const other = [...order.slice(0, at), docs, context, passed, question, ...order.slice(at)].map((i) => events[i] as RunEvent);
      expect(() => compareEvents(other, scenario)).not.toThrow();
    });

    it('finds a chunk of a record that comes before its branch', () => {
      const early = [...events];
      early.splice(docs, 0, ...early.splice(chunkOf('context'), 1));
      expect(() => compareEvents(early, scenario)).toThrow('for context comes before that of its branch');
      const question = [...events];
      question.splice(indexOf(events, 'on_chain_stream', 'RunnablePassthrough'), 0, ...question.splice(chunkOf('question'), 1));
      expect(() => compareEvents(question, scenario)).toThrow('for question comes before that of its branch');
    });

    it('finds a child that starts before or ends after its parent', () => {
      const early = [...events];
      early.splice(indexOf(events, 'on_chain_start', record), 0, ...early.splice(indexOf(events, 'on_retriever_start'), 1));
      expect(() => compareEvents(early, scenario)).toThrow('Docs starts before its parent');
      const swapped = swap(events, indexOf(events, 'on_chain_end', record), indexOf(events, 'on_chain_end', 'RunnablePassthrough'));
      expect(() => compareEvents(swapped, scenario)).toThrow('comes after that of its parent');
    });

    it('finds tokens of one run in another order, and one chunk for two', () => {
      const tokens = [...events.keys()].filter((i) => events[i]?.event === 'on_parser_stream');
      expect(() => compareEvents(swap(events, tokens[0]!, tokens[1]!), scenario)).toThrow('on_parser_stream[1].data.chunk');
      const [context, question] = [chunkOf('context'), chunkOf('question')];
      const both = { chunk: { ...(events[context]?.data as { chunk: object }).chunk, question: 'where?' } };
      const merged = change(events, context, { data: both }).filter((_, i) => i !== question);
      expect(() => compareEvents(merged, scenario)).toThrow();
    });

    it('tells runs of one name apart by their tags and parents', () => {
      const wrong = events.map((event) => (event.name === 'Docs' ? ({ ...event, tags: ['map:key:question'] } as RunEvent) : event));
      expect(() => compareEvents(wrong, scenario)).toThrow('expected a run');
    });
  });
});

describe('differencesOf', () => {
  it.each<[unknown, unknown]>([
    [{ a: undefined }, {}],
    [{}, { a: undefined }],
    ['x', { $any: 'whatever' }],
    [-0, 0],
    [{ type: 'ai', content: '', more: 1 }, { $type: 'AIMessage', content: '' }],
    [
      { type: 'ai_chunk', tool_call_chunks: [{ index: 0, id: null, args: 'x' }] },
      { $type: 'AIMessageChunk', tool_call_chunks: [{ index: 0, args: 'x' }] },
    ],
    [{ pageContent: 'x', metadata: {}, id: '1' }, { $type: 'Document', pageContent: 'x', metadata: {} }],
  ])('takes %j for %j', (actual, expected) => {
    expect(differencesOf(actual, expected, 'value')).toEqual([]);
  });

  it.each<[unknown, unknown, string]>([
    [{ a: null }, {}, 'value.a: expected nothing, got null'],
    [{}, { a: null }, 'value.a: expected null, got nothing'],
    [undefined, { $any: 'x' }, 'value: expected {"$any":"x"}, got nothing'],
    [[1], [1, 2], 'value: expected 2 items, got 1'],
    [[1], { 0: 1 }, 'value: expected {"0":1}, got [1]'],
    ['1', 1, 'value: expected 1, got "1"'],
    [{ type: 'ai', content: '' }, { $type: 'AIMessageChunk', content: '' }, 'value: expected a AIMessageChunk'],
    [{ type: 'ai', tool_calls: [{ id: null }] }, { $type: 'AIMessage', tool_calls: [{}] }, 'value.tool_calls[0].id'],
    [{ type: 'ai', id: 'ai2' }, { $type: 'AIMessage', id: 'ai1' }, 'value.id: expected "ai1", got "ai2"'],
    [{ type: 'ai' }, { $type: 'AIMessage', id: 'run-r1' }, 'value.id: expected "run-r1", got nothing'],
  ])('takes %j for another thing than %j', (actual, expected, line) => {
    expect(differencesOf(actual, expected, 'value')[0]).toContain(line);
  });
});

describe('checkLaws', () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('holds for %s', (_, scenario) => {
    const events = told(scenario);
    const { input } = scenario;
    expect(() => checkLaws(events, scenario.filters === undefined ? { input } : { isFiltered: true })).not.toThrow();
    expect(() => checkLaws(events.slice(0, -1), { isRunning: true, isFiltered: true })).not.toThrow();
  });

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('finds each start and terminal of %s that is missing or doubled', (_, scenario) => {
    const events = told(scenario);
    events.forEach((event, i) => {
      if (event.event.endsWith('_stream') || event.event === 'on_custom_event') return;
      expect(() => checkLaws(events.filter((__, at) => at !== i)), `without ${i}`).toThrow('break the laws');
      expect(() => checkLaws([...events, event]), `${i} again`).toThrow('break the laws');
    });
  });

  const events = told(scenarioOf('seed_prompt_model_str'));
  const modelEnd = indexOf(events, 'on_chat_model_end');
  const last = events.length - 1;

  it.each<[string, RunEvent[], string]>([
    ['a second terminal', [...events, change(events, last, { event: 'on_chain_cancel', data: {} }).at(-1)!], 'comes after on_chain_end'],
    ['a second start', [events[0]!, ...events], 'starts a second time'],
    ['a chunk behind the end', swap(events, modelEnd - 1, last), 'comes after on_chain_end'],
    ['a child that outlives its parent', swap(events, last - 1, last), 'ends before its child StrOutputParser'],
    ['a child that starts first', swap(events, 0, 1), 'starts before its parent id-1'],
    ['a wrong path of parents', change(events, indexOf(events, 'on_chat_model_start'), { parent_ids: ['id-0', 'id-1'] }), 'has the parents'],
    ['a tag that changes', change(events, modelEnd, { tags: [] }), 'changes its tags'],
    ['a name that changes', change(events, modelEnd, { name: 'x' }), 'changes its name'],
    ['an end of another type', change(events, modelEnd, { event: 'on_llm_end' }), 'belongs to a run of type chat_model'],
    ['a raw input below the root', change(events, indexOf(events, 'on_chat_model_start'), { data: { input: 'raw' } }), 'must be told as { messages }'],
    ['an input at the end of the root', change(events, last, { data: { output: "Here's a", input: {} } }), 'has no input'],
    ['an output that is not the sum', change(events, last, { data: { output: 'Here' } }), 'is not what its 3 chunks join to'],
    ['no output', change(events, last, { data: {} }), 'has no output'],
    ['a model output that is not the sum', change(events, modelEnd, { data: { output: { type: 'ai_chunk', content: 'x' } } }), 'is not what'],
    ['an error without a message', change(events, last, { event: 'on_chain_error', data: { error: { name: 'Error' } } }), 'tells no error'],
  ])('finds %s', (_, wrong, words) => {
    expect(() => checkLaws(wrong)).toThrow(words);
  });

  it('finds a raw input that is not that of the call', () => {
    expect(() => checkLaws(events, { input: { topic: 'cat' } })).toThrow('its raw input is not that of the call.topic: expected "cat"');
  });

  it('finds a start under a run that is over', () => {
    const late = { ...events[1]!, run_id: 'id-9' } as RunEvent;
    expect(() => checkLaws([...events, late])).toThrow('starts under RunnableSequence, which is over');
  });

  it('finds a custom event of a run that never started', () => {
    const custom = { ...events[1]!, event: 'on_custom_event', run_id: 'id-9', data: 1 } as RunEvent;
    expect(() => checkLaws([custom])).toThrow('has not started');
  });
});
