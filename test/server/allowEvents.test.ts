import { of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import { system } from '../../src/messages/system.ts';
import { toolMessage } from '../../src/messages/toolMessage.ts';
import { chatModel } from '../../src/models/chatModel.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { retriever } from '../../src/retrievers/retriever.ts';
import { chain } from '../../src/runnables/chain.ts';
import { emitEvent } from '../../src/runnables/emitEvent.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { type AllowEvents, allowEvents } from '../../src/server/allowEvents.ts';
import { recordRun } from '../../src/testing/recordRun.ts';

const secret = 'CANARY';
const reply = aiChunk({
  content: 'hello',
  response_metadata: { headers: secret },
  additional_kwargs: { thinking: secret },
  usage_metadata: { input_tokens: 777, output_tokens: 1, total_tokens: 778 },
});
const model = chatModel({ name: 'Model', stream: () => of(reply) }).withConfig({
  tags: ['shown'],
  metadata: { model: 'm', key: secret },
});
const documents = retriever({
  name: 'Retriever',
  retrieve: () => [{ pageContent: 'text', metadata: { path: secret }, id: 'd' }],
});
const app = chain(
  lambda((question: string) => {
    emitEvent('progress', { done: 1 });
    return question;
  }),
  documents,
  lambda(() => ({ question: 'q' })),
  chatPrompt([system(`${secret} instructions`), human('{question}')] as never),
  model,
);

function events(runnable: typeof app | ReturnType<typeof failing> = app): RunEvent[] {
  return recordRun(runnable as typeof app, 'q').events.map(({ event }) => event);
}

function failing(error: unknown) {
  return chain(chatModel({ name: 'Model', stream: () => throwError(() => error) }), stringParser());
}

function shown(allow: AllowEvents, told: readonly RunEvent[] = events()): RunEvent[] {
  const gate = allowEvents(allow);
  return told.flatMap((event) => {
    const text = gate(event);
    if (text === undefined) return [];
    expect(text).not.toContain('\n');
    return [JSON.parse(text) as RunEvent];
  });
}

const namesOf = (list: readonly RunEvent[]): string[] => list.map(({ event, name }) => `${event} ${name}`);

describe('allowEvents', () => {
  it('shows of allowed runs names and ids, and of their data the chunks', () => {
    const all = shown({});
    expect(JSON.stringify(all)).not.toMatch(/CANARY|:77[78]\b/);
    for (const event of all) {
      expect(Object.keys(event).sort()).toEqual([
        'data',
        'event',
        'metadata',
        'name',
        'parent_ids',
        'run_id',
        'tags',
      ]);
      expect([event.tags, event.metadata]).toEqual([[], {}]);
      const keys = Object.keys(event.data as object);
      expect(keys.filter((key) => key !== 'chunk')).toEqual([]);
    }
  });

  it.each<[string, AllowEvents, string[]]>([
    ['the root', { root: true }, ['RunnableSequence']],
    ['a name', { names: ['Model'] }, ['Model']],
    ['a type', { types: ['retriever', 'prompt'] }, ['Retriever', 'ChatPromptTemplate']],
    ['a tag', { tags: ['shown'] }, ['Model']],
    ['a tag that is not sent', { tags: ['none'] }, []],
    ['all conditions together', { root: false, types: ['chat_model'], names: ['Model'] }, ['Model']],
    ['conditions that exclude each other', { root: true, names: ['Model'] }, []],
    ['one of several rules', [{ names: ['Model'] }, { names: ['Retriever'] }], ['Retriever', 'Model']],
    ['no rule', [], []],
    ['no name', { names: [] }, []],
  ])('picks runs by %s', (_, allow, names) => {
    expect([...new Set(shown(allow).map(({ name }) => name))].sort()).toEqual([...names].sort());
  });

  it('shows a run whole or not at all', () => {
    for (const allow of [
      { names: ['Model'] },
      { names: ['Model'], fields: [] },
      { types: ['chain' as const] },
    ]) {
      const open = new Set<string>();
      for (const { event, run_id } of shown(allow)) {
        if (event.endsWith('_start')) open.add(run_id);
        expect(open).toContain(run_id);
        if (event.endsWith('_end')) open.delete(run_id);
      }
      expect(open.size).toBe(0);
    }
  });

  it('tells no chunks where they are not named', () => {
    expect(namesOf(shown({ names: ['Model'], fields: ['output'] }))).toEqual([
      'on_chat_model_start Model',
      'on_chat_model_end Model',
    ]);
  });

  it('shows each field that is named, and only that', () => {
    const end = (fields: readonly never[] | readonly string[]) =>
      shown({ names: ['Model'], fields: fields as never }).at(-1)?.data as Record<
        string,
        Record<string, unknown>
      >;
    expect(end(['output']).output).toMatchObject({ content: 'hello' });
    expect(JSON.stringify(end(['output']))).not.toMatch(/CANARY|:77[78]\b/);
    expect(end(['output', 'usage_metadata']).output).toMatchObject({
      usage_metadata: { input_tokens: 777 },
    });
    expect(end(['output', 'response_metadata']).output).toMatchObject({
      response_metadata: { headers: secret },
    });
    expect(end(['output', 'additional_kwargs']).output).toMatchObject({
      additional_kwargs: { thinking: secret },
    });
    expect(JSON.stringify(end(['input']))).toContain('instructions');
    // `null` would say that nothing came out.
    expect(end(['input'])).not.toHaveProperty('output');
  });

  it('shows everything of the answer of a tool, also that it is an error', () => {
    const output = toolMessage({ tool_call_id: 'c', name: 'search', content: 'no', status: 'error' });
    const end = { ...events().at(-1)!, event: 'on_tool_end', data: { output } } as RunEvent;
    expect(shown({ fields: ['output'] }, [end])[0]?.data).toEqual({ output });
  });

  it('shows tags and keys of metadata that are named', () => {
    const [start] = shown({
      names: ['Model'],
      fields: ['tags'],
      metadata: ['model', 'none', '__proto__', 'toString'],
    });
    expect(start?.tags).toContain('shown');
    expect(start?.metadata).toEqual({ model: 'm' });
  });

  it('adds up what several rules allow of one run', () => {
    const both = shown([
      { names: ['Model'], fields: ['tags'] },
      { types: ['chat_model'], fields: ['output'], metadata: ['model'] },
    ]);
    expect(both.at(-1)).toMatchObject({ metadata: { model: 'm' }, data: { output: { content: 'hello' } } });
    expect(both.at(-1)?.tags).toContain('shown');
  });

  it('shows documents without their metadata', () => {
    const output = (fields: readonly ('output' | 'document_metadata')[]) =>
      shown({ types: ['retriever'], fields }).at(-1)?.data;
    expect(output(['output'])).toEqual({ output: [{ pageContent: 'text', metadata: {}, id: 'd' }] });
    expect(output(['output', 'document_metadata'])).toMatchObject({
      output: [{ metadata: { path: secret } }],
    });
  });

  it('lets custom events through by name alone', () => {
    expect(shown({}).some(({ event }) => event === 'on_custom_event')).toBe(false);
    expect(shown({ names: ['none'], custom: ['progress'] })).toMatchObject([
      { event: 'on_custom_event', name: 'progress', data: { done: 1 } },
    ]);
  });

  it('says of an error that it was one, and more where that is named', () => {
    class ApiError extends Error {
      override readonly name = 'ApiError';
      readonly code = 'ECODE';
      readonly config = { headers: { authorization: secret } };
    }
    const told = events(failing(new ApiError(`${secret} in words`)) as never);
    const last = (allow: AllowEvents) => shown(allow, told).at(-1)?.data;
    expect(last({ root: true })).toEqual({ error: { name: 'Error', message: 'The run failed.' } });
    expect(last({ root: true, fields: ['error'] })).toEqual({
      error: { name: 'ApiError', message: `${secret} in words`, code: 'ECODE' },
    });
  });

  it('hides the reason of a cancellation', () => {
    const cancel = {
      event: 'on_chain_cancel',
      name: 'x',
      run_id: 'r',
      parent_ids: [],
      tags: [],
      metadata: {},
      data: { reason: secret },
    } as RunEvent;
    expect(shown({}, [cancel])[0]?.data).toEqual({});
    expect(shown({ fields: ['reason'] }, [cancel])[0]?.data).toEqual({ reason: secret });
  });

  it('writes of an error among the data its name, whatever it carries and however it writes itself', () => {
    class HttpError extends Error {
      override readonly name = 'HttpError';
      readonly config = { authorization: secret };
      toJSON() {
        return { ...this, message: this.message, stack: this.stack };
      }
    }
    const chunk = {
      errors: [new HttpError(secret), new AggregateError([new HttpError(secret)], secret)],
      big: 12n,
    };
    const stream = { ...events()[0]!, event: 'on_chain_stream', parent_ids: [], data: { chunk } } as RunEvent;
    expect(shown({ root: true }, [stream])[0]?.data).toEqual({
      chunk: { errors: [{ name: 'HttpError' }, { name: 'AggregateError' }], big: '12' },
    });
    expect(JSON.stringify(shown((event) => event, [stream]))).not.toContain(secret);
  });

  it('leaves it to a function what leaves', () => {
    const only = shown((event) => (event.name === 'Model' ? { ...event, metadata: {} } : undefined));
    expect(only.at(-1)).toMatchObject({
      event: 'on_chat_model_end',
      metadata: {},
      data: { output: { usage_metadata: { input_tokens: 777 } } },
    });
  });

  it('changes no event', () => {
    const told = events();
    const before = JSON.stringify(told);
    shown({}, told);
    expect(JSON.stringify(told)).toBe(before);
  });

  it('refuses what is no rule', () => {
    for (const allow of [null, 'x', 7, [null], { names: 'Model' }, { nmaes: ['Model'] }]) {
      expect(() => allowEvents(allow as never)).toThrow('serveEvents: allow');
    }
  });
});
