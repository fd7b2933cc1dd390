import { AIMessage, AIMessageChunk, HumanMessage } from '@langchain/core/messages';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import {
  RunnableLambda,
  RunnableParallel,
  RunnablePassthrough,
  RunnableSequence,
} from '@langchain/core/runnables';
import { concat, NEVER, Observable, of, throwError } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { fromLangChain } from '../../src/langchain/fromLangChain.ts';
import { toLangChain } from '../../src/langchain/toLangChain.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { chatModel } from '../../src/models/chatModel.ts';
import { jsonParser } from '../../src/parsers/jsonParser.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { chain } from '../../src/runnables/chain.ts';
import { emitEvent } from '../../src/runnables/emitEvent.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { sequentialIds } from '../../src/testing/sequentialIds.ts';

// Real packages over real sockets: no assertion is about time, so a loaded machine may take it.
vi.setConfig({ testTimeout: 30_000 });

const joke = chain(
  chatPrompt('tell a joke about {topic}'),
  fakeChatModel(['why', ' did', ' it']),
  stringParser(),
).withConfig({ runName: 'joke' });

interface Event {
  readonly event: string;
  readonly name: string;
  readonly run_id: string;
  readonly tags?: string[];
  readonly data: { readonly input?: unknown; readonly output?: unknown; readonly chunk?: unknown };
}

async function eventsOf(events: AsyncIterable<unknown>): Promise<readonly Event[]> {
  const list: Event[] = [];
  for await (const event of events) list.push(event as Event);
  return list;
}

async function listOf<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

describe('toLangChain', () => {
  it('invokes, streams and batches', async () => {
    const there = toLangChain(joke);
    expect(await there.invoke({ topic: 'bears' })).toBe('why did it');
    expect(await listOf(await there.stream({ topic: 'bears' }))).toEqual(['why', ' did', ' it']);
    expect(await there.batch([{ topic: 'bears' }, { topic: 'bees' }])).toEqual(['why did it', 'why did it']);
    expect(there.getName()).toBe('joke');
  });

  it('stands in a chain of LangChain and streams through it', async () => {
    const shouting = RunnableSequence.from([
      RunnableLambda.from((topic: string) => ({ topic })),
      toLangChain(joke),
      new StringOutputParser(),
    ]);
    expect(await listOf(await shouting.stream('bears'))).toEqual(['why', ' did', ' it']);
    expect(await shouting.invoke('bears')).toBe('why did it');
  });

  it('takes messages of LangChain chunk by chunk and gives such', async () => {
    const echo = toLangChain(fakeChatModel((messages) => messages.map(({ content }) => content as string)));
    const reply = await echo.invoke([new HumanMessage('a'), new AIMessage('b')] as never);
    expect(reply).toBeInstanceOf(AIMessage);
    expect((reply as AIMessage).content).toBe('ab');
    const chunks = await listOf(await echo.stream([new HumanMessage('a')] as never));
    expect(chunks[0]).toBeInstanceOf(AIMessageChunk);
    const pieces = RunnableSequence.from([
      toLangChain(fakeChatModel(['a', 'b'])),
      toLangChain(stringParser()),
    ] as never);
    expect(await listOf(await pieces.stream('x'))).toEqual(['a', 'b']);
  });

  it('has the records that LangChain streams in parts as one', async () => {
    const both = RunnableSequence.from([
      RunnableParallel.from({ topic: new RunnablePassthrough(), style: () => 'dry' }),
      toLangChain(lambda((input: unknown) => JSON.stringify(input))),
    ] as never);
    const [text] = await listOf(await both.stream('bears'));
    expect(JSON.parse(text as string)).toEqual({ topic: 'bears', style: 'dry' });
    expect(JSON.parse((await both.invoke('bears')) as string)).toEqual({ topic: 'bears', style: 'dry' });
  });

  it('shows in LangChain’s events as a run of its name, what runs inside it below', async () => {
    const sequence = RunnableSequence.from([
      RunnableLambda.from((topic: string) => ({ topic })),
      toLangChain(joke),
    ]);
    const events = await eventsOf(sequence.streamEvents('bears', { version: 'v2' }));
    const own = events.filter(({ name }) => name === 'joke');
    expect(own.map(({ event }) => event)).toEqual([
      'on_chain_start',
      'on_chain_stream',
      'on_chain_stream',
      'on_chain_stream',
      'on_chain_end',
    ]);
    expect(own[1]?.tags).toEqual(['seq:step:2']);
    expect(own.at(-1)?.data).toEqual({ output: 'why did it', input: { topic: 'bears' } });
    const inside = events.filter(({ name }) =>
      ['ChatPromptTemplate', 'FakeChatModel', 'StrOutputParser'].includes(name),
    );
    expect(inside.map(({ event }) => event)).toEqual([
      'on_prompt_start',
      'on_prompt_end',
      'on_chat_model_start',
      'on_chat_model_stream',
      'on_parser_start',
      'on_chat_model_stream',
      'on_chat_model_stream',
      'on_chat_model_end',
      'on_parser_end',
    ]);
    const model = inside.filter(({ name }) => name === 'FakeChatModel');
    expect(model[0]?.data.input).toMatchObject({ messages: [[new HumanMessage('tell a joke about bears')]] });
    expect(model[1]?.data.chunk).toBeInstanceOf(AIMessageChunk);
    expect(model.at(-1)?.data.output).toMatchObject({ content: 'why did it' });
  });

  it('gives its last snapshot to LangChain’s trace, not all of them joined', async () => {
    const json = toLangChain(chain(fakeChatModel(['{"a": "x', 'y"}']), jsonParser()));
    const events = await eventsOf(json.streamEvents('q', { version: 'v2' }));
    expect(events.at(-1)?.data.output).toEqual({ a: 'xy' });
  });

  it('tells custom events in the name of its run', async () => {
    const told = toLangChain(
      lambda((text: string, config) => {
        emitEvent('seen', { text }, config);
        return text;
      }),
    );
    const events = await eventsOf(told.streamEvents('a', { version: 'v2' }));
    expect(events.find(({ event }) => event === 'on_custom_event')).toMatchObject({
      name: 'seen',
      data: { text: 'a' },
    });
  });

  it('throws the error of the chain unchanged, behind what came before', async () => {
    const own = new Error('mine');
    const failing = toLangChain(
      chatModel({
        name: 'm',
        stream: () =>
          concat(
            of(aiChunk('a')),
            throwError(() => own),
          ),
      }),
    );
    await expect(failing.invoke('x')).rejects.toBe(own);
    const seen: unknown[] = [];
    await expect(
      (async () => {
        for await (const chunk of await failing.stream('x')) seen.push((chunk as AIMessageChunk).content);
      })(),
    ).rejects.toBe(own);
    expect(seen).toEqual(['a']);
  });

  it('ends our run by LangChain’s signal, in invoke and in stream, and when a reader leaves', async () => {
    let torn = 0;
    const waiting = toLangChain(
      chatModel({
        name: 'm',
        stream: () =>
          new Observable((subscriber) => {
            subscriber.next(aiChunk('a'));
            subscriber.add(NEVER.subscribe());
            return () => torn++;
          }),
      }),
    );
    const first = new AbortController();
    const invoked = waiting.invoke('x', { signal: first.signal });
    await Promise.resolve();
    setTimeout(() => first.abort(), 5);
    await expect(invoked).rejects.toThrow();
    await expect.poll(() => torn).toBe(1);
    const second = new AbortController();
    const stream = await waiting.stream('x', { signal: second.signal });
    setTimeout(() => second.abort(), 5);
    await expect(listOf(stream)).rejects.toThrow();
    await expect.poll(() => torn).toBe(2);
  });

  it('leaves our run when its reader leaves', async () => {
    let torn = 0;
    const endless = toLangChain(
      chatModel({
        name: 'm',
        stream: () =>
          new Observable((subscriber) => {
            const timer = setInterval(() => subscriber.next(aiChunk('a')), 1);
            return () => {
              torn++;
              clearInterval(timer);
            };
          }),
      }),
    );
    for await (const _chunk of await endless.stream('x')) break;
    await expect.poll(() => torn).toBe(1);
  });

  it('comes back as it went', async () => {
    const back = fromLangChain(toLangChain(joke));
    const events: string[] = [];
    const output: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      back
        .stream(
          { topic: 'bears' },
          {
            newRunId: sequentialIds(),
            events: {
              next: ({ event, name, parent_ids }) => events.push(`${event} ${name} ${parent_ids.length}`),
            },
          },
        )
        .subscribe({ next: (chunk) => output.push(chunk), error: reject, complete: resolve });
    });
    expect(output).toEqual(['why', ' did', ' it']);
    expect([...new Set(events)]).toEqual([
      'on_chain_start joke 0',
      'on_prompt_start ChatPromptTemplate 1',
      'on_prompt_end ChatPromptTemplate 1',
      'on_chat_model_start FakeChatModel 1',
      'on_chat_model_stream FakeChatModel 1',
      'on_parser_start StrOutputParser 1',
      'on_chat_model_end FakeChatModel 1',
      'on_parser_end StrOutputParser 1',
      'on_chain_stream joke 0',
      'on_chain_end joke 0',
    ]);
  });

  it('is built like any runnable of LangChain', async () => {
    const prompt = ChatPromptTemplate.fromTemplate('tell {topic}');
    const piped = prompt
      .pipe(toLangChain(chain(fakeChatModel('hi'), stringParser())) as never)
      .withConfig({ tags: ['t'] });
    expect(await piped.invoke({ topic: 'it' })).toBe('hi');
  });
});
