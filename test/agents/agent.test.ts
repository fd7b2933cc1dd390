import { EMPTY, lastValueFrom, map, NEVER, of, Subject, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AgentChunk } from '../../src/agents/AgentChunk.ts';
import { type AgentOptions, agent } from '../../src/agents/agent.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import { system } from '../../src/messages/system.ts';
import { textOf } from '../../src/messages/textOf.ts';
import { toolMessage } from '../../src/messages/toolMessage.ts';
import { chatModel } from '../../src/models/chatModel.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { withRetry } from '../../src/runnables/withRetry.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { type Marbles, marbles } from '../../src/testing/marbles.ts';
import { type RunRecord, recordRun } from '../../src/testing/recordRun.ts';
import { sequentialIds } from '../../src/testing/sequentialIds.ts';
import { tool } from '../../src/tools/tool.ts';
import { checkLaws } from '../golden/checkLaws.ts';
import { call, calls } from './calls.ts';

const failure = new Error('no network: key sk-secret');
const add = tool(({ a, b }) => a + b, {
  name: 'add',
  description: 'adds',
  schema: z.object({ a: z.number(), b: z.number() }),
});
const shout = tool((text) => text.toUpperCase(), {
  name: 'shout',
  description: 'shouts',
  schema: z.string(),
});

/** Replies one after the other. */
const replying = (...replies: readonly Parameters<typeof fakeChatModel>[0][]) => {
  let turn = 0;
  return fakeChatModel((messages) => {
    const reply = replies[turn++]!;
    return typeof reply === 'function' ? reply(messages) : reply;
  });
};

/** A tool that takes a while in virtual time. */
const slow = (m: Marbles, name: string, script: string) => {
  const work = m.cold(script);
  return Object.assign(
    tool(() => work, { name, description: 'takes its time', schema: z.object({}) }),
    { subscriptions: work.subscriptions },
  );
};

/** A reply that asks for three tools, of which the first takes longest. */
const three = (m: Marbles) => ({
  tools: [slow(m, 'one', '-----a|'), slow(m, 'two', '-b|'), slow(m, 'three', '-c|')],
  model: m.model(['(r|)', '(t|)'], {
    r: calls(['c1', 'one', {}], ['c2', 'two', {}], ['c3', 'three', {}]),
    t: 'so',
  }),
});

const toolLines = ({ events }: RunRecord<unknown>): readonly string[] =>
  events
    .filter(({ event }) => event.event.startsWith('on_tool_'))
    .map(({ time, event }) => `${time} ${event.event.slice('on_tool_'.length)} ${event.name}`);

const start = (id: string, name: string, args: object) => ({ type: 'tool_start', call: { id, name, args } });
const answer = (id: string, name: string, content: string) =>
  toolMessage({ tool_call_id: id, name, content, status: 'success' });
const wrong = (id: string, name: string, content: string) =>
  toolMessage({ tool_call_id: id, name, content, status: 'error' });
const chunksOf = (options: AgentOptions): Promise<AgentChunk[]> =>
  lastValueFrom(agent(options).stream('hi').pipe(toArray()));
const answersOf = async (options: AgentOptions) =>
  (await chunksOf(options)).filter((chunk) => chunk.type === 'tool');
const errorOf = (options: AgentOptions): Promise<RunnableError> =>
  lastValueFrom(agent(options).stream('hi')).then(
    () => {
      throw new Error('it did not fail');
    },
    (error: RunnableError) => error,
  );

describe('agent', () => {
  it(
    'streams tokens, starts and answers of tools as they happen, and asks again until there are no calls',
    marbles((m) => {
      const texts = { c: call('c1', 'look', {}), t: 'so' };
      const model = m.model(['-c-|', '-t|'], texts);
      const look = slow(m, 'look', '--x-|');
      const values = {
        a: { ...texts.c, id: 'reply-1' },
        b: start('c1', 'look', {}),
        c: answer('c1', 'look', 'x'),
        d: aiChunk({ content: 'so', id: 'reply-2' }),
      };
      m.expectRun(agent({ model, tools: [look] }), 'hi')
        .toStream('-a-b---cd|', values)
        .toTell([
          '0 on_chain_start Agent',
          '0 on_chat_model_start MarbleModel',
          '1 on_chat_model_stream MarbleModel',
          '1 on_chain_stream Agent',
          '3 on_chat_model_end MarbleModel',
          '3 on_chain_stream Agent',
          '3 on_tool_start look',
          '7 on_tool_end look',
          '7 on_chain_stream Agent',
          '7 on_chat_model_start MarbleModel',
          '8 on_chat_model_stream MarbleModel',
          '8 on_chain_stream Agent',
          '9 on_chat_model_end MarbleModel',
          '9 on_chain_end Agent',
        ]);
      m.flush();
      expect(model.calls.map(({ messages }) => messages)).toEqual([
        [human('hi')],
        [
          human('hi'),
          ai({
            content: '',
            id: 'reply-1',
            tool_calls: [{ id: 'c1', name: 'look', args: {} }],
          }),
          answer('c1', 'look', 'x'),
        ],
      ]);
    }),
  );

  it('invoke gives all messages that it adds, the answer last; joining the stream gives the same', async () => {
    const options = () => ({
      model: replying([calls(['c1', 'add', { a: 1, b: 2 }], ['c2', 'shout', { input: 'so' }])], 'It is 3.'),
      tools: [add, shout],
    });
    const messages = await lastValueFrom(agent(options()).invoke('1 + 2?'));
    expect(messages.map(({ type, content }) => [type, content])).toEqual([
      ['ai', ''],
      ['tool', '3'],
      ['tool', 'SO'],
      ['ai', 'It is 3.'],
    ]);
    let joined: unknown;
    const keep = lambda((whole: unknown) => {
      joined = whole;
    });
    await lastValueFrom(chain(agent(options()), keep).stream('1 + 2?'));
    const withoutIds = (list: unknown) => (list as { id?: string }[]).map(({ id: _, ...message }) => message);
    expect(withoutIds(joined)).toEqual(withoutIds(messages));
  });

  it('puts its prompt before the input: a text, a message, messages', async () => {
    for (const prompt of ['be brief', system('be brief'), [system('be brief')]]) {
      const seen: unknown[] = [];
      const model = replying((messages) => {
        seen.push(messages);
        return 'ok';
      });
      await lastValueFrom(agent({ model, tools: [], prompt }).stream([human('a'), ai('b'), human('c')]));
      expect(seen).toEqual([[system('be brief'), human('a'), ai('b'), human('c')]]);
    }
  });

  it('binds the tools where the model can; another runnable brings its own', () => {
    const given: unknown[] = [];
    const model = chatModel({
      name: 'model',
      stream: (_, { tools }) => {
        given.push(tools);
        return of(aiChunk('ok'));
      },
    });
    agent({ model, tools: [add] })
      .stream('hi')
      .subscribe();
    agent({ model: withRetry(model), tools: [add] })
      .stream('hi')
      .subscribe();
    agent({ model, tools: [] }).stream('hi').subscribe();
    expect(given).toEqual([[add], undefined, undefined]);
  });

  it(
    'runs calls side by side; answers go back in the order of the calls',
    marbles((m) => {
      const { tools, model } = three(m);
      const run = recordRun(agent({ model, tools }), 'hi');
      m.flush();
      expect(toolLines(run)).toEqual([
        '0 start one',
        '0 start two',
        '0 start three',
        '2 end two',
        '2 end three',
        '6 end one',
      ]);
      const sent = model.calls[1]!.messages.slice(2);
      expect(sent.map((message) => [message.name, textOf(message)])).toEqual([
        ['one', 'a'],
        ['two', 'b'],
        ['three', 'c'],
      ]);
      expect(run.outcome).toBe('end');
    }),
  );

  it(
    'at most maxConcurrency at a time',
    marbles((m) => {
      const { tools, model } = three(m);
      const run = recordRun(agent({ model, tools, maxConcurrency: 2 }), 'hi');
      m.flush();
      expect(toolLines(run)).toEqual([
        '0 start one',
        '0 start two',
        '2 end two',
        '2 start three',
        '4 end three',
        '6 end one',
      ]);
    }),
  );

  it(
    'unsubscribing in the middle of the model, or of a tool, cancels what works and nothing follows',
    marbles((m) => {
      const { tools, model } = three(m);
      m.expectRun(agent({ model, tools, maxConcurrency: 2 }), 'hi', '^-!').toTell([
        '0 on_chain_start Agent',
        '0 on_chat_model_start MarbleModel',
        '0 on_chat_model_stream MarbleModel',
        '0 on_chain_stream Agent',
        '0 on_chat_model_end MarbleModel',
        '0 on_chain_stream Agent',
        '0 on_tool_start one',
        '0 on_chain_stream Agent',
        '0 on_tool_start two',
        '2 on_tool_cancel one',
        '2 on_tool_cancel two',
        '2 on_chain_cancel Agent',
      ]);
      m.expectSubscriptions(tools[0]!.subscriptions).toBe('^-!');
      m.expectSubscriptions(tools[2]!.subscriptions).toBe([]);
      const asking = m.model('--r--|');
      m.expectObservable(agent({ model: asking, tools }).stream('hi'), '^-!').toBe('-');
      m.expectSubscriptions(asking.subscriptions).toBe('^-!');
    }),
  );

  it.each(Array.from({ length: 12 }, (_, frame) => frame))(
    'left after %i ms, every run ends once, children first',
    (frame) => {
      marbles((m) => {
        const { tools, model } = three(m);
        const events: RunEvent[] = [];
        const sink = { next: (event: RunEvent) => void events.push(event) };
        const helper = agent({ model, tools, maxConcurrency: 2 });
        const left = helper.stream('hi', { events: sink, newRunId: sequentialIds() }).subscribe();
        m.scheduler.schedule(() => left.unsubscribe(), frame);
        m.flush();
        // How an agent joins its chunks cannot be told from their values.
        const lives = events.filter(({ event }) => !event.endsWith('_stream'));
        checkLaws(lives, { input: 'hi' });
        expect(lives.at(-1)!.event).toBe(frame < 7 ? 'on_chain_cancel' : 'on_chain_end');
      })();
    },
  );

  it('fires the signal of a tool that works', () => {
    let signal: AbortSignal | undefined;
    const hold = tool(
      (_, config) => {
        signal = config.signal;
        return NEVER;
      },
      { name: 'hold', description: 'never ends', schema: z.object({}) },
    );
    const running = agent({ model: replying([call('c1', 'hold', {})]), tools: [hold] })
      .stream('hi')
      .subscribe();
    expect(signal?.aborted).toBe(false);
    running.unsubscribe();
    expect(signal?.aborted).toBe(true);
  });

  it('each subscription is a run of its own; empty input: nothing runs', async () => {
    let asked = 0;
    const model = fakeChatModel(() => {
      asked++;
      return 'ok';
    });
    const once = agent({ model, tools: [add] });
    const run = once.stream('hi').pipe(map((chunk) => (chunk.type === 'ai_chunk' ? textOf(chunk) : '')));
    expect([await lastValueFrom(run), await lastValueFrom(run), asked]).toEqual(['ok', 'ok', 2]);
    expect(await lastValueFrom(EMPTY.pipe(once), { defaultValue: 'nothing' })).toBe('nothing');
    expect(asked).toBe(2);
  });

  it('a tool runs as a child with the id of its call in its metadata; what it runs is its child', async () => {
    const inner = lambda((n: number) => n + 1, { name: 'inner' });
    const outer = tool(({ n }, config) => inner.invoke(n, config), {
      name: 'outer',
      description: 'adds one',
      schema: z.object({ n: z.number() }),
    });
    const model = replying([call('c7', 'outer', { n: 1 })], 'two');
    const events = await lastValueFrom(
      agent({ model, tools: [outer] })
        .streamEvents('hi', { newRunId: sequentialIds() })
        .pipe(toArray()),
    );
    const started = events.filter(({ event }) => event.endsWith('_start'));
    expect(started.map(({ name, parent_ids, tags, metadata }) => [name, parent_ids, tags, metadata])).toEqual(
      [
        ['Agent', [], [], {}],
        ['FakeChatModel', ['r1'], ['turn:1'], {}],
        ['outer', ['r1'], ['turn:1'], { tool_call_id: 'c7' }],
        ['inner', ['r1', 'r3'], [], { tool_call_id: 'c7' }],
        ['FakeChatModel', ['r1'], ['turn:2'], {}],
      ],
    );
    const end = events.find(({ event }) => event === 'on_tool_end') as RunEvent<'on_tool_end'>;
    expect(end.data).toEqual({ input: { n: 1 }, output: 2 });
  });

  it('makes the answer readable: text, numbers, data, documents, null, a tool message', async () => {
    const doc = (pageContent: string) => ({ pageContent, metadata: {} });
    const results: readonly (readonly [unknown, string])[] = [
      ['text', 'text'],
      [12, '12'],
      [null, 'null'],
      [{ a: [1] }, '{"a":[1]}'],
      [doc('one'), 'one'],
      [[doc('one'), doc('two')], 'one\n\ntwo'],
      [[], '[]'],
      [toolMessage('own', 'other'), 'own'],
    ];
    for (const [result, content] of results) {
      const gives = tool(() => of(result), { name: 'gives', description: 'gives', schema: z.object({}) });
      const [message] = await answersOf({ model: replying([call('c1', 'gives', {})], 'ok'), tools: [gives] });
      expect(message).toMatchObject({ type: 'tool', tool_call_id: 'c1', name: 'gives', content });
    }
  });

  it('gives calls without an id, or with a doubled one, an id of their own', async () => {
    const nameless = aiChunk({
      content: '',
      tool_call_chunks: [
        { index: 0, name: 'shout', args: '{"input":"a"}' },
        { index: 1, name: 'shout', args: '{"input":"b"}', id: 'x' },
        { index: 2, name: 'shout', args: '{"input":"c"}', id: 'x' },
      ],
    });
    const messages = await lastValueFrom(
      agent({ model: replying([nameless], 'ok'), tools: [shout] }).invoke('hi'),
    );
    expect(messages[0]).toMatchObject({ tool_calls: [{ id: 'call_0_0' }, { id: 'x' }, { id: 'call_0_2' }] });
    expect(messages.slice(1, 4)).toMatchObject([
      { tool_call_id: 'call_0_0', content: 'A' },
      { tool_call_id: 'x', content: 'B' },
      { tool_call_id: 'call_0_2', content: 'C' },
    ]);
  });

  it('an error of the model goes through unchanged, one of its source too', async () => {
    const model = chatModel({ name: 'model', stream: () => throwError(() => failure) });
    expect(await errorOf({ model, tools: [] })).toBe(failure);
    const seen: unknown[] = [];
    throwError(() => failure)
      .pipe(agent({ model, tools: [] }))
      .subscribe({ error: (error) => seen.push(error) });
    expect(seen).toEqual([failure]);
  });

  it('a model that gives nothing is an error', async () => {
    expect(
      await errorOf({ model: chatModel({ name: 'model', stream: () => EMPTY }), tools: [] }),
    ).toMatchObject({
      code: 'no_output',
    });
  });

  it('asks the model at most maxTurns times, and does not run the calls of the last turn', async () => {
    let ran = 0;
    const count = tool(() => ++ran, { name: 'count', description: 'counts', schema: z.object({}) });
    const model = fakeChatModel(() => [call('c', 'count', {})]);
    const error = await errorOf({ model, tools: [count], maxTurns: 3 });
    expect(error).toMatchObject({ code: 'too_many_turns' });
    expect(ran).toBe(2);
    expect((error.partial as { type: string }[]).map(({ type }) => type)).toEqual([
      'ai',
      'tool',
      'ai',
      'tool',
      'ai',
    ]);
  });

  it('refuses what cannot work when it is built', () => {
    const model = fakeChatModel('ok');
    const asking = tool(() => 1, {
      ...{ name: 'a', description: 'a' },
      schema: z.string(),
      needsApproval: true,
    });
    const build = (options: Partial<AgentOptions>) => () => agent({ model, tools: [], ...options });
    for (const options of [
      { maxTurns: 0 },
      { maxConcurrency: 0 },
      { toolTimeout: -1 },
      { tools: [add, add] },
      { tools: [asking] },
      { tools: [lambda(() => 1) as never] },
    ]) {
      expect(build(options)).toThrow(expect.objectContaining({ code: 'bad_config' }));
    }
  });
});

describe('a call that goes wrong', () => {
  const tools = [
    add,
    shout,
    tool(
      () => {
        throw failure;
      },
      { name: 'throws', description: 'throws', schema: z.object({}) },
    ),
    tool(() => undefined, { name: 'silent', description: 'gives undefined', schema: z.object({}) }),
    tool(() => EMPTY, { name: 'empty', description: 'gives nothing', schema: z.object({}) }),
    tool(() => 1n, { name: 'big', description: 'gives what JSON cannot hold', schema: z.object({}) }),
  ];
  const wrongCalls: readonly (readonly [what: string, call: AIMessageChunk, code: string, told: string])[] = [
    [
      'arguments that are no JSON',
      call('c1', 'add', '{"a": 1,, '),
      'bad_arguments',
      'Error: The call of add cannot be run.',
    ],
    [
      'arguments that are cut off',
      call('c1', 'add', '{"a": 1, "b"'),
      'bad_arguments',
      'Error: The call of add cannot be run.',
    ],
    [
      'arguments that do not fit',
      call('c1', 'add', { a: 1 }),
      'schema_mismatch',
      'Error: The tool add cannot take this input (b: ',
    ],
    [
      'an unknown tool',
      call('c1', 'rm', {}),
      'unknown_tool',
      'Error: There is no tool "rm"; there are: add, shout,',
    ],
    ['a tool that throws', call('c1', 'throws', {}), 'tool_failed', 'Error: no network: key sk-secret'],
    [
      'a tool that gives undefined',
      call('c1', 'silent', {}),
      'tool_no_output',
      'Error: The tool silent gave nothing',
    ],
    [
      'a tool that completes empty',
      call('c1', 'empty', {}),
      'tool_no_output',
      'Error: The tool empty gave nothing',
    ],
    [
      'a result that is no data',
      call('c1', 'big', {}),
      'tool_failed',
      'Error: Do not know how to serialize a BigInt',
    ],
  ];

  it.each(wrongCalls)('%s is told to the model', async (_, reply, __, told) => {
    const [message] = await answersOf({ model: replying([reply], 'sorry'), tools });
    expect(message).toMatchObject({ status: 'error', tool_call_id: 'c1' });
    expect(textOf(message!)).toContain(told);
  });

  it.each(wrongCalls)('%s ends the agent where it shall, with its own code', async (_, reply, code) => {
    const error = await errorOf({ model: replying([reply], 'sorry'), tools, onToolError: 'fail' });
    expect(error).toBeInstanceOf(RunnableError);
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('sk-secret');
  });

  it('keeps the error of a tool as the cause', async () => {
    const model = replying([call('c1', 'throws', {})]);
    expect((await errorOf({ model, tools, onToolError: 'fail' })).cause).toBe(failure);
  });

  it('a function says what the model is told', async () => {
    const [message] = await answersOf({
      model: replying([call('c1', 'throws', {})], 'sorry'),
      tools,
      onToolError: ({ code }, { name, id }) => `${name} ${id}: ${code}`,
    });
    expect(message).toEqual(wrong('c1', 'throws', 'throws c1: tool_failed'));
  });

  it('a call without a name is told by its id', async () => {
    const nameless = aiChunk({ content: '', tool_call_chunks: [{ index: 0, id: 'c1', args: '{}' }] });
    const [message] = await answersOf({ model: replying([nameless], 'sorry'), tools });
    expect(message).toMatchObject({ status: 'error', tool_call_id: 'c1' });
  });

  it(
    'a tool that never ends is cancelled when its time is over',
    marbles((m) => {
      const hangs = slow(m, 'hangs', '--');
      const texts = { r: call('c1', 'hangs', {}), t: 'sorry' };
      const told = recordRun(
        agent({ model: m.model(['(r|)', '(t|)'], texts), tools: [hangs], toolTimeout: 50 }),
        'hi',
      );
      const failed = recordRun(
        agent({ model: m.model('(r|)', texts), tools: [hangs], toolTimeout: 50, onToolError: 'fail' }),
        'hi',
      );
      m.expectSubscriptions(hangs.subscriptions).toBe(['^ 49ms !', '^ 49ms !']);
      m.flush();
      expect(toolLines(told)).toEqual(['0 start hangs', '50 cancel hangs']);
      expect(told.chunks.find(({ type }) => type === 'tool')).toMatchObject({ status: 'error' });
      expect(told.outcome).toBe('end');
      expect(failed.error).toMatchObject({ code: 'timeout', name: 'TimeoutError', retryable: true });
    }),
  );

  it(
    'failing ends the tools beside it',
    marbles((m) => {
      const bad = m.cold('---#', undefined, failure);
      const good = slow(m, 'good', '-----x|');
      const fails = tool(() => bad, { name: 'bad', description: 'fails', schema: z.object({}) });
      const model = m.model('(r|)', { r: calls(['c1', 'bad', {}], ['c2', 'good', {}]) });
      const run = recordRun(agent({ model, tools: [fails, good], onToolError: 'fail' }), 'hi');
      m.expectSubscriptions(good.subscriptions).toBe('^--!');
      m.flush();
      expect(toolLines(run)).toEqual(['0 start bad', '0 start good', '3 error bad', '3 cancel good']);
      expect(run.error).toMatchObject({ code: 'tool_failed', cause: failure });
    }),
  );
});

describe('approval', () => {
  const remove = tool(({ path }) => `removed ${path}`, {
    name: 'remove',
    description: 'removes a file',
    schema: z.object({ path: z.string() }),
    needsApproval: ({ path }) => !path.startsWith('/tmp/'),
  });

  it(
    'is waited for; other calls go on, and take the places of those that wait',
    marbles((m) => {
      const reply = calls(['c1', 'remove', { path: '/etc' }], ['c2', 'look', {}]);
      const look = slow(m, 'look', '--x|');
      const model = m.model(['(r|)', '(t|)'], { r: reply, t: 'done' });
      const approval = m.cold('-----y', { y: true });
      const requests: unknown[] = [];
      const run = recordRun(
        agent({
          model,
          tools: [remove, look],
          maxConcurrency: 1,
          approve: (request) => {
            requests.push(request);
            return approval;
          },
        }),
        'hi',
      );
      m.expectSubscriptions(approval.subscriptions).toBe('^----!');
      m.flush();
      expect(toolLines(run)).toEqual(['0 start look', '3 end look', '5 start remove', '5 end remove']);
      const request = {
        type: 'approval_request',
        call: { id: 'c1', name: 'remove', args: { path: '/etc' } },
      };
      expect(requests).toEqual([request]);
      expect(run.chunks.slice(1)).toMatchObject([
        request,
        start('c2', 'look', {}),
        answer('c2', 'look', 'x'),
        start('c1', 'remove', { path: '/etc' }),
        answer('c1', 'remove', 'removed /etc'),
        { type: 'ai_chunk', content: 'done' },
      ]);
    }),
  );

  it.each([
    ['false', of(false), 'Not approved.'],
    ['nothing', EMPTY, 'Not approved.'],
    ['a reason', of({ approved: false, reason: 'ask Ann' }), 'Not approved: ask Ann'],
    ['a promise', Promise.resolve(false), 'Not approved.'],
    ['a plain false', false, 'Not approved.'],
    ['a plain record', { approved: false, reason: 'ask Ann' }, 'Not approved: ask Ann'],
    ['null', of(null), 'Not approved.'],
    ['undefined', undefined, 'Not approved.'],
    ['a word', 'no', 'Not approved.'],
    ['the word true', of('true'), 'Not approved.'],
    ['a number', of(1), 'Not approved.'],
    ['a word in a record', { approved: 'false' }, 'Not approved.'],
    ['an empty record', of({}), 'Not approved.'],
  ])('refused by %s, the model is told', async (_, decision, content) => {
    const model = replying([call('c1', 'remove', { path: '/etc' })], 'ok');
    const chunks = await chunksOf({
      model,
      tools: [remove],
      approve: () => decision as never,
      onToolError: 'fail',
    });
    expect(chunks.filter(({ type }) => type === 'tool')).toEqual([wrong('c1', 'remove', content)]);
    expect(chunks.some(({ type }) => type === 'tool_start')).toBe(false);
  });

  it.each([
    ['a record', [{ approved: true }]],
    ['a plain true', true],
    ['a plain record', { approved: true, reason: 'fine' }],
    ['a promise of a record', Promise.resolve({ approved: true })],
  ])('given with %s, the tool runs', async (_, decision) => {
    const model = replying([call('c1', 'remove', { path: '/etc' })], 'ok');
    const [message] = await answersOf({ model, tools: [remove], approve: () => decision });
    expect(message).toEqual(answer('c1', 'remove', 'removed /etc'));
  });

  it('is not asked for where the tool does not need it, or the arguments do not fit', async () => {
    let asked = 0;
    const approve = () => {
      asked++;
      return of(true);
    };
    const model = replying(
      [calls(['c1', 'remove', { path: '/tmp/x' }], ['c2', 'remove', { path: 1 }])],
      'ok',
    );
    const messages = await answersOf({ model, tools: [remove], approve });
    expect(messages).toMatchObject([{ content: 'removed /tmp/x' }, { status: 'error' }]);
    expect(asked).toBe(0);
  });

  it('an error of it ends the agent; unsubscribing leaves it', async () => {
    const model = () => replying([call('c1', 'remove', { path: '/etc' })], 'ok');
    const error = await errorOf({
      model: model(),
      tools: [remove],
      approve: () => throwError(() => failure),
    });
    expect(error).toBe(failure);
    const decisions = new Subject<boolean>();
    const running = agent({ model: model(), tools: [remove], approve: () => decisions })
      .stream('hi')
      .subscribe();
    expect(decisions.observed).toBe(true);
    running.unsubscribe();
    expect(decisions.observed).toBe(false);
  });
});
