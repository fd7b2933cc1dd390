import { JsonOutputParser, StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import {
  type RunnableConfig,
  RunnableLambda,
  RunnableParallel,
  RunnablePassthrough,
  RunnableSequence,
} from '@langchain/core/runnables';
import { tool as lcTool } from '@langchain/core/tools';
import { FakeListChatModel, FakeRetriever } from '@langchain/core/utils/testing';
import { firstValueFrom, take, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { fromLangChain } from '../../src/langchain/fromLangChain.ts';
import type { LangChainChatModel } from '../../src/langchain/LangChainChatModel.ts';
import { ai } from '../../src/messages/ai.ts';
import { human } from '../../src/messages/human.ts';
import { system } from '../../src/messages/system.ts';
import { toolMessage } from '../../src/messages/toolMessage.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { sequentialIds } from '../../src/testing/sequentialIds.ts';
import { tool } from '../../src/tools/tool.ts';
import { collect, textsOf } from '../providers/collect.ts';
import { fixture } from '../providers/wireFixtures.ts';
import { type WireServer, wireServer } from '../providers/wireServer.ts';
import { apiKey, chatOpenAI, realModel } from './realModel.ts';

// Real packages over real sockets: no assertion is about time, so a loaded machine may take it.
vi.setConfig({ testTimeout: 30_000 });

let server: WireServer;
beforeAll(async () => {
  server = await wireServer();
});
afterAll(() => server.stop());

const body = fixture('openai-chat-text.sse');
// Behind the frame of the second piece.
const half = Buffer.from(body).indexOf('\n\n', Buffer.from(body).indexOf('sky ')) + 2;
const finished = { generationInfo: { finish_reason: 'stop' } };
const lcChain = () =>
  ChatPromptTemplate.fromTemplate('tell a joke about {topic}')
    .pipe(new FakeListChatModel({ responses: ['hey'], ...finished }))
    .pipe(new StringOutputParser());

describe('a chat model of LangChain', () => {
  it('closes the connection when its subscriber leaves: before the answer, in it, and by take', async () => {
    server.answer({ then: 'silent' });
    const waiting = realModel(server.baseURL).stream('hi').subscribe({ error: expect.unreachable });
    await server.asked(1);
    waiting.unsubscribe();
    await server.requests[0]?.closed;
    server.answer({ body, after: half, then: 'stall' });
    const { chunks, isComplete } = await collect(
      chain(realModel(server.baseURL), stringParser()).stream('hi').pipe(take(3)),
    );
    expect({ chunks, isComplete }).toEqual({ chunks: ['', 'The ', 'sky '], isComplete: true });
    await server.requests[0]?.closed;
    server.answer({ body, after: half, then: 'stall' });
    const stalled = realModel(server.baseURL).stream('hi').subscribe({ error: expect.unreachable });
    await server.asked(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    stalled.unsubscribe();
    await server.requests[0]?.closed;
  });

  it('fails with the reason of a signal, and by the time-out, and closes the connection', async () => {
    server.answer({ body, after: half, then: 'stall' });
    const controller = new AbortController();
    const reason = new Error('enough');
    const outcome = collect(realModel(server.baseURL).stream('hi', { signal: controller.signal }));
    await server.asked(1);
    controller.abort(reason);
    expect((await outcome).error).toBe(reason);
    await server.requests[0]?.closed;
    server.answer({ body, after: half, then: 'stall' });
    const { error } = await collect(realModel(server.baseURL, { timeout: 100 }).stream('hi'));
    expect(error).toMatchObject({ code: 'timeout', partial: { content: 'The sky ' } });
    await server.requests[0]?.closed;
  });

  it('takes a broken connection as cut short', async () => {
    server.answer({ body, after: half, then: 'reset' });
    const { error } = await collect(realModel(server.baseURL).stream('hi'));
    expect(error).toMatchObject({ code: 'interrupted', retryable: true, partial: { content: 'The sky ' } });
    const closed = await wireServer();
    await closed.stop();
    const { error: refused } = await collect(realModel(closed.baseURL).stream('hi'));
    expect(refused).toMatchObject({ code: 'interrupted', retryable: true });
  });

  it.each([
    [401, 'unauthorized', false],
    [404, 'not_found', false],
    [400, 'bad_request', false],
    [429, 'rate_limited', true],
    [500, 'provider_error', true],
  ])('gives the status %d its code %s', async (status, code, retryable) => {
    const said = { error: { message: `bad key ${apiKey}`, type: 'a_type', code: 'a_code' } };
    server.answer({ status, body: JSON.stringify(said), headers: { 'content-type': 'application/json' } });
    const { error } = await collect(realModel(server.baseURL, { secrets: [apiKey] }).stream('hi'));
    expect(error).toMatchObject({ code, status, retryable, providerCode: 'a_code' });
    expect(String(error)).toContain('bad key ***');
    expect(JSON.stringify([error, String(error), (error as Error).cause])).not.toContain(apiKey);
  });

  it('is asked with our messages, options and tools', async () => {
    server.answer({ body });
    const weather = tool(({ city }) => city, {
      name: 'weather',
      description: 'the weather of a city',
      schema: z.object({ city: z.string() }),
    });
    const model = realModel(server.baseURL)
      .withOptions({ stop: '\n' })
      .bindTools([weather], { tool_choice: 'weather' });
    const { error } = await collect(
      model.stream([
        system('be brief'),
        human('hi'),
        ai({ content: '', tool_calls: [{ id: 'call_a', name: 'weather', args: { city: 'Seoul' } }] }),
        toolMessage('12 °C', 'call_a'),
      ]),
    );
    expect(error).toBeUndefined();
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({
      stop: ['\n'],
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            description: 'the weather of a city',
            parameters: { required: ['city'] },
          },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'weather' } },
      messages: [
        { role: 'system', content: 'be brief' },
        { role: 'user', content: 'hi' },
        {
          role: 'assistant',
          tool_calls: [
            { id: 'call_a', type: 'function', function: { name: 'weather', arguments: '{"city":"Seoul"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_a', content: '12 °C' },
      ],
    });
  });

  it('refuses tools where it has no bindTools', async () => {
    const model = Object.assign(new FakeListChatModel({ responses: ['a'] }), { bindTools: undefined });
    const bare = fromLangChain(model as unknown as LangChainChatModel);
    const { error } = await collect(bare.bindTools([{ name: 't' }]).stream('hi'));
    expect(error).toMatchObject({ code: 'bad_request' });
  });

  it.each([
    ['content_filter', 'content_filter'],
    ['refusal', 'content_filter'],
    ['model_context_window_exceeded', 'context_length'],
  ])('a reply that the provider cut off is no success: %s', async (finish_reason, code) => {
    const generationInfo = { finish_reason };
    const fake = new FakeListChatModel({ responses: ['hey'], generationInfo });
    const { chunks, error } = await collect(fromLangChain(fake).stream('hi'));
    expect(textsOf(chunks)).toEqual(['h', 'e', 'y']);
    expect(error).toMatchObject({ code, providerCode: finish_reason, partial: { content: 'hey' } });
  });

  it('needs a finish reason, unless it is said that it tells none', async () => {
    const fake = new FakeListChatModel({ responses: ['hey'] });
    const { chunks, error } = await collect(fromLangChain(fake).stream('hi'));
    expect(textsOf(chunks)).toEqual(['h', 'e', 'y']);
    expect(error).toMatchObject({ code: 'interrupted', partial: { content: 'hey' } });
    const trusted = fromLangChain(fake, { acceptUnknownFinish: true });
    expect(await firstValueFrom(trusted.invoke('hi'))).toMatchObject({ type: 'ai', content: 'hey' });
  });
});

describe('a runnable of LangChain', () => {
  it('streams and invokes', async () => {
    const joke = fromLangChain(lcChain());
    expect(await firstValueFrom(joke.stream({ topic: 'bears' }).pipe(toArray()))).toEqual(['h', 'e', 'y']);
    expect(await firstValueFrom(joke.invoke({ topic: 'bears' }))).toBe('hey');
  });

  it('takes a prompt value of ours and gives one', async () => {
    const ours = chatPrompt('tell a joke about {topic}');
    const model = fromLangChain(
      RunnableSequence.from([
        new RunnableLambda({
          func: (prompt: { messages: { content: string }[] }) => prompt.messages[0]?.content,
        }),
        new RunnableLambda({ func: (text: string) => text.toUpperCase() }),
      ]),
    );
    expect(await firstValueFrom(chain(ours, model).invoke({ topic: 'bears' }))).toBe(
      'TELL A JOKE ABOUT BEARS',
    );
    const theirs = fromLangChain(ChatPromptTemplate.fromTemplate('tell {topic}'));
    expect(await firstValueFrom(theirs.invoke({ topic: 'it' }))).toEqual({
      type: 'chat_prompt_value',
      messages: [human('tell it')],
    });
  });

  it('reads chunks as they come where it can: a parser behind our model', async () => {
    const answer = chain(fakeChatModel(['{"a": "o', 'ne', ' two"}']), fromLangChain(new JsonOutputParser()));
    expect(await firstValueFrom(answer.stream('hi').pipe(toArray()))).toEqual([
      { a: 'o' },
      { a: 'one' },
      { a: 'one two' },
    ]);
    expect(await firstValueFrom(answer.invoke('hi'))).toEqual({ a: 'one two' });
    const counted = chain(
      answer,
      lambda((value: unknown) => JSON.stringify(value)),
    );
    expect(await firstValueFrom(counted.stream('hi').pipe(toArray()))).toEqual(['{"a":"one two"}']);
  });

  it('joins parts of records key by key', async () => {
    const both = RunnableParallel.from({
      a: new RunnablePassthrough<string>(),
      b: (text: string) => text.length,
    } as never);
    const shown = chain(
      fromLangChain(both),
      lambda((value: unknown) => value),
    );
    expect(await firstValueFrom(shown.stream('hey'))).toEqual({ a: 'hey', b: 3 });
  });

  it('shows what runs inside as child runs, when streamed', async () => {
    expect(
      await told((options) => fromLangChain(lcChain()).streamEvents({ topic: 'bears' }, options)),
    ).toEqual([
      'on_chain_start RunnableSequence r1',
      'on_prompt_start ChatPromptTemplate r1>r2 seq:step:1',
      'on_prompt_end ChatPromptTemplate r1>r2 seq:step:1',
      'on_chat_model_start FakeListChatModel r1>r3 seq:step:2',
      'on_parser_start StrOutputParser r1>r4 seq:step:3',
      // This fake tells a token behind the chunk that has it.
      'on_parser_stream StrOutputParser r1>r4 seq:step:3',
      'on_chain_stream RunnableSequence r1',
      'on_chat_model_stream FakeListChatModel r1>r3 seq:step:2',
      'on_chat_model_end FakeListChatModel r1>r3 seq:step:2',
      'on_parser_end StrOutputParser r1>r4 seq:step:3',
      'on_chain_end RunnableSequence r1',
    ]);
  });

  it('shows them with our data, when invoked', async () => {
    const events: RunEvent[] = [];
    const joke = fromLangChain(lcChain(), { name: 'Joke' });
    await firstValueFrom(
      joke.invoke({ topic: 'bears' }, { events: { next: (event) => events.push(event) } }),
    );
    const model = events.filter(({ name }) => name === 'FakeListChatModel');
    expect(model[0]?.data).toEqual({ input: { messages: [[human('tell a joke about bears')]] } });
    expect(model[1]).toMatchObject({ event: 'on_chat_model_stream', data: { chunk: { content: 'h' } } });
    expect(model.at(-1)).toMatchObject({ event: 'on_chat_model_end', data: { output: { content: 'hey' } } });
    expect(events.at(-2)).toMatchObject({ event: 'on_parser_end', data: { output: 'hey' } });
    expect(events.at(-1)).toMatchObject({ event: 'on_chain_end', name: 'Joke', data: { output: 'hey' } });
  });

  it('shows tools, retrievers, custom events and failures', async () => {
    const add = lcTool(({ a, b }: { a: number; b: number }) => `${a + b}`, {
      name: 'add',
      description: 'adds',
      schema: z.object({ a: z.number(), b: z.number() }),
    });
    const search = new FakeRetriever({ output: [{ pageContent: 'p', metadata: {} }] as never });
    const fail = new RunnableLambda({
      func: (): string => {
        throw new Error('no luck');
      },
    }).withConfig({ runName: 'fails' });
    const work = new RunnableLambda({
      func: async (_: string, config: RunnableConfig): Promise<unknown> => {
        await add.invoke({ a: 1, b: 2 }, config);
        await search.invoke('p', config);
        return fail.invoke('', config);
      },
    });
    const events: RunEvent[] = [];
    const { error } = await collect(
      fromLangChain(work, { name: 'work' }).stream('x', { events: { next: (event) => events.push(event) } }),
    );
    expect((error as Error).message).toBe('no luck');
    expect(events.map(({ event, name }) => `${event} ${name}`)).toEqual([
      'on_chain_start work',
      'on_tool_start add',
      'on_tool_end add',
      'on_retriever_start FakeRetriever',
      'on_retriever_end FakeRetriever',
      'on_chain_start fails',
      'on_chain_error fails',
      'on_chain_error work',
    ]);
    expect(events[1]?.data).toEqual({ input: { a: 1, b: 2 } });
    expect(events[2]?.data).toMatchObject({ output: '3', input: { a: 1, b: 2 } });
    expect(events[4]?.data).toMatchObject({ output: [{ pageContent: 'p' }], input: { query: 'p' } });
  });

  it('is a tool and a retriever where LangChain has one', async () => {
    const search = fromLangChain(
      new FakeRetriever({ output: [{ pageContent: 'p', metadata: {} }] as never }),
    );
    expect(await told((options) => search.streamEvents('q', options))).toEqual([
      'on_retriever_start FakeRetriever r1',
      'on_retriever_end FakeRetriever r1',
    ]);
  });

  it('cancels what runs inside when its subscriber leaves', async () => {
    server.answer({ body, after: half, then: 'stall' });
    const events: RunEvent[] = [];
    const answer = fromLangChain(
      ChatPromptTemplate.fromTemplate('{q}').pipe(chatOpenAI(server.baseURL)).pipe(new StringOutputParser()),
    );
    await collect(
      answer.stream({ q: 'hi' }, { events: { next: (event) => events.push(event) } }).pipe(take(2)),
    );
    await server.requests[0]?.closed;
    const last = events.slice(-3).map(({ event, name }) => `${event} ${name}`);
    expect(last).toEqual([
      'on_chat_model_cancel ChatOpenAI',
      'on_parser_cancel StrOutputParser',
      'on_chain_cancel RunnableSequence',
    ]);
  });

  it('fails when a model inside is cut short', async () => {
    server.answer({ body: fixture('openai-chat-truncated.sse') });
    const answer = fromLangChain(
      ChatPromptTemplate.fromTemplate('{q}').pipe(chatOpenAI(server.baseURL)).pipe(new StringOutputParser()),
    );
    const { chunks, error } = await collect(answer.stream({ q: 'hi' }));
    expect(chunks.join('')).toBe('The sky ');
    expect(error).toMatchObject({ code: 'interrupted', message: expect.stringContaining('ChatOpenAI') });
  });

  it('calls the handlers of the user too', async () => {
    const handleChainStart = vi.fn();
    const joke = fromLangChain(lcChain(), { config: { callbacks: [{ handleChainStart }], tags: ['mine'] } });
    await firstValueFrom(joke.invoke({ topic: 'bears' }));
    expect(handleChainStart).toHaveBeenCalledTimes(3);
  });

  it('gives an error of the user unchanged', async () => {
    const own = new Error('mine');
    const thrower = new RunnableLambda({
      func: (): string => {
        throw own;
      },
    });
    expect((await collect(fromLangChain(thrower).stream('x'))).error).toBe(own);
    expect((await collect(fromLangChain(thrower).invoke('x'))).error).toBe(own);
  });

  it('refuses what is none', () => {
    expect(() => fromLangChain({} as never)).toThrow(expect.objectContaining({ code: 'bad_config' }));
    expect(() => fromLangChain(undefined as never)).toThrow(expect.objectContaining({ code: 'bad_config' }));
  });
});

type Options = { readonly newRunId: () => string };
type Told = { subscribe: unknown };

/** Events by name and place; neighbours that say the same are one. */
async function told(run: (options: Options) => Told): Promise<readonly string[]> {
  const events = run({ newRunId: sequentialIds() }) as unknown as AsyncIterable<RunEvent>;
  const lines: string[] = [];
  for await (const { event, name, run_id, parent_ids, tags } of events) {
    lines.push([event, name, [...parent_ids, run_id].join('>'), ...tags].join(' '));
  }
  return [...new Set(lines)];
}
