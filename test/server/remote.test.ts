import {
  EMPTY,
  firstValueFrom,
  lastValueFrom,
  map,
  type Observable,
  of,
  Subject,
  take,
  timer,
  toArray,
} from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { AgentChunk, AgentMessage } from '../../src/agents/AgentChunk.ts';
import { agent } from '../../src/agents/agent.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { jsonParser } from '../../src/parsers/jsonParser.ts';
import { listParser } from '../../src/parsers/listParser.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import type { Runnable } from '../../src/Runnable.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { assign } from '../../src/runnables/assign.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { parallel } from '../../src/runnables/parallel.ts';
import { pick } from '../../src/runnables/pick.ts';
import { withRetry } from '../../src/runnables/withRetry.ts';
import type { EventHandler } from '../../src/server/EventHandler.ts';
import { remote } from '../../src/server/remote.ts';
import type { ServeEventsOptions } from '../../src/server/ServeEventsOptions.ts';
import { serveEvents } from '../../src/server/serveEvents.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { tool } from '../../src/tools/tool.ts';
import { call } from '../agents/calls.ts';
import { liveModel } from './liveModel.ts';
import { openServer } from './openServer.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
});

async function served(
  runnable: Runnable<never, unknown, unknown>,
  options: Partial<ServeEventsOptions<never>> = {},
): Promise<{ url: string; handler: EventHandler }> {
  const handler = serveEvents(runnable, { input: z.any() as never, ...options });
  const server = await openServer(handler);
  open.push(server);
  return { url: server.url, handler };
}

const slowly = () => lambda(() => timer(20).pipe(map(() => 'y')));
const list = <T>(source: Observable<T>): Promise<T[]> => lastValueFrom(source.pipe(toArray()));
const everything = { fields: ['chunk', 'input', 'output', 'tags', 'error'] as const };
const fakeModel = chain(chatPrompt('{topic}'), fakeChatModel('A model'));
const pieces = '[{"name":"a"},{"name":"b"},{"name":"c"}]'.match(/.{1,5}/g)!;
const json = chain(chatPrompt('{topic}'), fakeChatModel(pieces), jsonParser());
const joke = chain(chatPrompt('a joke about {topic}'), fakeChatModel('Why did it cross?'), stringParser());

describe('remote', () => {
  it('streams what the chain there streams, and sends its input as it is', async () => {
    const there = lambda((input: unknown) => input);
    const { url } = await served(joke as never);
    expect(await list(remote<{ topic: string }, string>(url).stream({ topic: 'parrot' }))).toEqual([
      'Why',
      ' did',
      ' it',
      ' cross?',
    ]);
    const echo = remote<unknown, unknown>((await served(there as never)).url);
    for (const input of ['', 0, false, null, [], [1, [2]], { a: { b: 'ü🦜\n' } }, [ai('hi')]]) {
      expect(await lastValueFrom(echo.invoke(input))).toEqual(input);
    }
  });

  it('invokes to the chunks joined, as the chain does nearby', async () => {
    for (const there of [
      joke,
      chain(chatPrompt('{topic}'), fakeChatModel('Why did it cross?')),
      json,
      chain(chatPrompt('{topic}'), fakeChatModel('a, b, c'), listParser()),
      chatPrompt('{topic}'),
      parallel({ text: joke, message: fakeModel, json: json, deep: { joke } }),
      assign({ json: json, text: joke }),
      chain(assign({ text: joke, json: json }), pick(['json', 'text'])),
      fakeModel,
      lambda(() => of(aiChunk('a'), aiChunk('b'))),
      lambda(() => of([1], [2])),
    ] as Runnable<{ topic: string }, unknown>[]) {
      const { url } = await served(there as never);
      const here = remote<{ topic: string }, unknown>(url);
      const input = { topic: 'parrot' };
      const [near, far] = await Promise.all([there, here].map((one) => lastValueFrom(one.invoke(input))));
      expect(without(far)).toEqual(without(near));
      expect((await list(here.stream(input))).map(without)).toEqual(
        (await list(there.stream(input))).map(without),
      );
    }
  });

  it('invokes to a record with its keys in the same order, whatever comes first', async () => {
    const slow = lambda((topic: string) => timer(20).pipe(map(() => topic)));
    const fast = lambda((topic: string) => topic);
    for (const there of [
      parallel({ slow, fast }),
      parallel({ deep: parallel({ slow, fast }), fast }),
      chain(parallel({ slow, fast }), assign({ late: slowly(), soon: lambda(() => 'x') })),
      chain(
        lambda(() => ({ z: 0, a: 1 })),
        assign({ z: lambda(() => 'z') }),
      ),
      chain(parallel({ slow, fast, other: fast }), pick(['fast', 'slow'])),
    ] as Runnable<string, unknown>[]) {
      const here = remote<string, unknown>((await served(there as never)).url);
      const [near, far] = await Promise.all([there, here].map((one) => lastValueFrom(one.invoke('q'))));
      expect(JSON.stringify(far)).toBe(JSON.stringify(near));
    }
  });

  it('invokes an agent to its messages', async () => {
    const double = tool(({ n }) => 2 * n, {
      name: 'double',
      description: 'Doubles.',
      schema: z.object({ n: z.number() }),
    });
    const model = fakeChatModel((messages) =>
      messages.length > 1 ? 'It is 4' : [call('c', 'double', { n: 2 })],
    );
    const there = agent({ model, tools: [double] });
    const near = await lastValueFrom(there.invoke('go'));
    const far = await lastValueFrom(
      remote<string, AgentMessage[], AgentChunk>((await served(there as never)).url).invoke('go'),
    );
    expect(near.map(({ type }) => type)).toEqual(['ai', 'tool', 'ai']);
    expect(without(far)).toEqual(without(near));
  });

  it('joins by the rule that it is given', async () => {
    const { url } = await served(lambda(() => of(1, 2, 3)) as never);
    const sum = remote<string, number>(url, { join: (left: number, right: number) => left + right });
    expect(await lastValueFrom(sum.invoke('x'))).toBe(6);
    expect(await list(sum.pipe(lambda((n: number) => n * 2)).stream('x'))).toEqual([12]);
  });

  it('pipes like a chain nearby: a parser behind it reads each chunk as it comes', async () => {
    const live = liveModel();
    const { url } = await served(chain(live.model, stringParser()) as never);
    const here = remote<string, string>(url).pipe(jsonParser<{ a: number[] }>());
    const seen: unknown[] = [];
    const done = new Promise<void>((resolve) =>
      here.stream('go').subscribe({ next: (value) => seen.push(value), complete: resolve }),
    );
    await live.untilOpened(1);
    for (const piece of ['{"a":[1', ',2', ',3]}']) {
      live.send(piece);
      const count = seen.length;
      await vi.waitFor(() => expect(seen.length).toBeGreaterThan(count), { timeout: 20_000 });
    }
    live.end();
    await done;
    expect(seen.at(-1)).toEqual({ a: [1, 2, 3] });
  });

  it('is cold, and a run for each subscription', async () => {
    const { url, handler } = await served(joke as never);
    const start = vi.spyOn(globalThis, 'fetch');
    const told = remote<{ topic: string }, string>(url).invoke({ topic: 'x' });
    expect(start).not.toHaveBeenCalled();
    await Promise.all([lastValueFrom(told), lastValueFrom(told)]);
    expect(start).toHaveBeenCalledTimes(2);
    start.mockRestore();
    expect(handler.openRuns).toBe(0);
  });

  it('asks nothing when no input comes', async () => {
    const fetch = vi.fn();
    const here = remote<string, string>('http://localhost/', { fetch });
    expect(await list(EMPTY.pipe(here))).toEqual([]);
    expect(fetch).not.toHaveBeenCalled();
  });

  describe('events', () => {
    it('shows the runs there inside its own, in order, each from start to end', async () => {
      const { url } = await served(joke as never, { allow: everything });
      const here = chain(
        remote<{ topic: string }, string>(url),
        lambda((text: string) => text.length),
      ).withConfig({
        tags: ['mine'],
        metadata: { user: 'ann' },
      });
      const events = await list(here.streamEvents({ topic: 'parrot' }));
      checkTree(events);
      expect(lines(events).filter((line) => !line.includes('_stream'))).toEqual(
        [
          'on_chain_start RunnableSequence',
          '  on_chain_start RemoteRunnable',
          '    on_chain_start RunnableSequence',
          '      on_prompt_start ChatPromptTemplate',
          '      on_prompt_end ChatPromptTemplate',
          '      on_chat_model_start FakeChatModel',
          '      on_parser_start StrOutputParser',
          '  on_chain_start lambda',
          '      on_chat_model_end FakeChatModel',
          '      on_parser_end StrOutputParser',
          '    on_chain_end RunnableSequence',
          '  on_chain_end RemoteRunnable',
          '  on_chain_end lambda',
          'on_chain_end RunnableSequence',
        ].map((line) => line.replace('lambda', 'RunnableLambda')),
      );
      for (const { tags, metadata } of events) {
        expect(tags).toContain('mine');
        expect(metadata).toEqual({ user: 'ann' });
      }
      const model = events.find(({ event }) => event === 'on_chat_model_end');
      expect(model?.tags).toContain('seq:step:2');
    });

    it('filters by what happens there', async () => {
      const { url } = await served(joke as never, { allow: everything });
      const here = remote<{ topic: string }, string>(url);
      const events = await list(here.streamEvents({ topic: 'x' }, { includeTypes: ['chat_model'] }));
      expect(new Set(events.map(({ name }) => name))).toEqual(new Set(['FakeChatModel']));
    });

    it('shows only what the server lets be seen', async () => {
      const { url } = await served(joke as never);
      const events = await list(remote<{ topic: string }, string>(url).streamEvents({ topic: 'x' }));
      checkTree(events);
      expect(new Set(lines(events).map((line) => line.replace(/^ *\S+ /, '')))).toEqual(
        new Set(['RemoteRunnable', 'RunnableSequence']),
      );
      const gapped = await served(joke as never, { allow: [{ root: true }, { names: ['FakeChatModel'] }] });
      const seen = await list(remote<{ topic: string }, string>(gapped.url).streamEvents({ topic: 'x' }));
      checkTree(seen);
      expect(lines(seen)).toContain(
        '    on_chat_model_start FakeChatModel'.replace('    ', '      ').slice(2),
      );
    });

    it('tells an error there, and then its own', async () => {
      const failing = chain(fakeChatModel('one two', { failAt: 1 }), stringParser());
      const { url } = await served(failing as never, { allow: everything });
      const events: RunEvent[] = [];
      const error = await new Promise((resolve) =>
        remote<string, string>(url)
          .streamEvents('x')
          .subscribe({ next: (event) => events.push(event), error: resolve }),
      );
      expect(error).toMatchObject({ code: 'provider_error', message: 'The run failed.' });
      checkTree(events);
      expect(lines(events).filter((line) => line.includes('_error'))).toEqual([
        '    on_chat_model_error FakeChatModel',
        '    on_parser_error StrOutputParser',
        '  on_chain_error RunnableSequence',
        'on_chain_error RemoteRunnable',
      ]);
    });

    it('tells those that are open as cancelled when it is left, and the run there is cancelled', async () => {
      const live = liveModel();
      const { url, handler } = await served(chain(live.model, stringParser()) as never, {
        allow: everything,
      });
      const events = new Subject<RunEvent>();
      const told: RunEvent[] = [];
      events.subscribe((event) => told.push(event));
      const here = remote<string, string>(url);
      const run = here.stream('x', { events }).subscribe();
      await live.untilOpened(1);
      live.send('one');
      await vi.waitFor(() => expect(told.some(({ event }) => event === 'on_parser_stream')).toBe(true), {
        timeout: 20_000,
      });
      run.unsubscribe();
      checkTree(told);
      expect(lines(told).filter((line) => line.includes('_cancel'))).toEqual([
        '    on_parser_cancel StrOutputParser',
        '    on_chat_model_cancel LiveModel',
        '  on_chain_cancel RunnableSequence',
        'on_chain_cancel RemoteRunnable',
      ]);
      await live.untilClosed(1);
      await vi.waitFor(() => expect(handler.openRuns).toBe(0), { timeout: 20_000 });
    });
  });

  it('is left by take, by a signal and by a chain that fails', async () => {
    const live = liveModel();
    const { url } = await served(chain(live.model, stringParser()) as never);
    const here = remote<string, string>(url);
    const first = lastValueFrom(here.stream('x').pipe(take(1)));
    await live.untilOpened(1);
    live.send('one');
    expect(await first).toBe('one');
    await live.untilClosed(1);

    const controller = new AbortController();
    const aborted = list(here.stream('x', { signal: controller.signal })).catch((error) => error);
    await live.untilOpened(2);
    controller.abort(new Error('mine'));
    expect(await aborted).toEqual(new Error('mine'));
    await live.untilClosed(2);
  });

  describe('with the id of a run', () => {
    const runId = 'my-own-run-id-0001';
    const server = async (whenLeft: 'cancel' | 'continue' = 'continue') => {
      const live = liveModel();
      return { live, ...(await served(chain(live.model, stringParser()) as never, { whenLeft })) };
    };

    it('leaves the run alone where that is said, and follows it by the id: equal text, one model call', async () => {
      const { live, url, handler } = await server();
      const asked = remote<string | undefined, string>(url, { runId, leave: 'detach' });
      const first = firstValueFrom(asked.stream('x'));
      await live.untilOpened(1);
      live.send('one ');
      expect(await first).toBe('one ');
      await vi.waitFor(() => expect(handler.openClients).toBe(0), { timeout: 20_000 });
      live.send('two');
      const again = list(asked.stream(undefined));
      await vi.waitFor(() => expect(handler.openClients).toBe(1), { timeout: 20_000 });
      live.send(' three');
      live.end();
      expect(await again).toEqual(['one ', 'two', ' three']);
      expect(await lastValueFrom(asked.invoke(undefined))).toBe('one two three');
      expect([live.opened, live.closed]).toEqual([1, 1]);
    });

    it('gives the run that there is when it is started under an id again', async () => {
      const { live, url } = await server();
      const asked = remote<string, string>(url, { runId });
      const both = [list(asked.stream('x')), list(asked.stream('x'))];
      await live.untilOpened(1);
      live.send('one');
      live.end();
      expect(await Promise.all(both)).toEqual([['one'], ['one']]);
      expect(await list(asked.stream('x'))).toEqual(['one']);
      expect(live.opened).toBe(1);
    });

    it('cancels the run that it has started, not one that it only followed', async () => {
      const { live, url, handler } = await server();
      const asked = remote<string | undefined, string>(url, { runId });
      const started = asked.stream('x').subscribe();
      await live.untilOpened(1);
      const followed = asked.stream(undefined).subscribe();
      await vi.waitFor(() => expect(handler.openClients).toBe(2), { timeout: 20_000 });
      followed.unsubscribe();
      await vi.waitFor(() => expect(handler.openClients).toBe(1), { timeout: 20_000 });
      expect(handler.openRuns).toBe(1);
      started.unsubscribe();
      await live.untilClosed(1);
    });

    it('asks a function for it at each subscription, with the input', async () => {
      const ids: string[] = [];
      const fetch: typeof globalThis.fetch = async (url) => {
        ids.push(new URL(String(url)).searchParams.get('run')!);
        return new Response('', { status: 404 });
      };
      const asked = remote<string | undefined, string>('http://localhost/', {
        fetch,
        runId: (input) => (input === 'none' ? undefined : `id-of-${input}-${ids.length}`),
      });
      for (const input of ['a', 'a', undefined, 'none']) {
        await expect(lastValueFrom(asked.invoke(input))).rejects.toMatchObject({ status: 404 });
      }
      expect(ids.slice(0, 3)).toEqual(['id-of-a-0', 'id-of-a-1', 'id-of-undefined-2']);
      expect(ids[3]).toMatch(/^[0-9]{16,40}$/);
    });

    it('follows nothing that is not there, and without an id sends no input as null', async () => {
      const { url } = await server();
      const unknown = remote<undefined, string>(url, { runId }).invoke(undefined);
      await expect(lastValueFrom(unknown)).rejects.toMatchObject({ code: 'not_found', status: 404 });
      const echo = await served(lambda((input: unknown) => [input]) as never);
      expect(await lastValueFrom(remote<undefined, unknown>(echo.url).invoke(undefined))).toEqual([null]);
    });

    it('tells a run that is followed whole, inside its own', async () => {
      const { live, url } = await server();
      const asked = remote<string | undefined, string>(url, { runId });
      const started = list(asked.stream('x'));
      await live.untilOpened(1);
      live.send('one');
      live.end();
      await started;
      const events = await list(asked.streamEvents(undefined));
      checkTree(events);
      expect(lines(events)).toEqual([
        'on_chain_start RemoteRunnable',
        '  on_chain_start RunnableSequence',
        '  on_chain_stream RunnableSequence',
        'on_chain_stream RemoteRunnable',
        '  on_chain_end RunnableSequence',
        'on_chain_end RemoteRunnable',
      ]);
      expect(events[1]?.run_id).toBe(runId);
    });
  });

  it('is retried like a model nearby', async () => {
    let calls = 0;
    const flaky = lambda(() => {
      calls++;
      if (calls < 3) throw new RunnableError('busy', { code: 'rate_limited', retryable: true });
      return 'done';
    });
    const { url } = await served(flaky as never);
    const here = withRetry(remote<string, string>(url), { count: 2, delay: 0 });
    expect(await lastValueFrom(here.invoke('x'))).toBe('done');
    expect(calls).toBe(3);
  });
});

/** Ids are made anew in every run. */
function without(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'id' ? undefined : inner)));
}

function lines(events: readonly RunEvent[]): string[] {
  return events.map(({ event, name, parent_ids }) => `${'  '.repeat(parent_ids.length)}${event} ${name}`);
}

/** Every run starts once, ends once, inside its parents, and says nothing before or after. */
function checkTree(events: readonly RunEvent[]): void {
  const open: string[] = [];
  const seen = new Set<string>();
  for (const { event, run_id, parent_ids } of events) {
    if (event.endsWith('_start')) {
      expect(seen).not.toContain(run_id);
      seen.add(run_id);
      open.push(run_id);
    }
    expect(open).toContain(run_id);
    for (const parent of parent_ids) if (seen.has(parent)) expect(open).toContain(parent);
    if (/_(end|error|cancel)$/.test(event)) open.splice(open.indexOf(run_id), 1);
  }
  expect(open).toEqual([]);
}
