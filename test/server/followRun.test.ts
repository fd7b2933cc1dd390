import { firstValueFrom, lastValueFrom, type Observable, take, toArray } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { z } from 'zod';
import { eventChunks } from '../../operators/eventChunks.ts';
import { ofEvent } from '../../operators/ofEvent.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import type { EventHandler } from '../../src/server/EventHandler.ts';
import { followRun } from '../../src/server/followRun.ts';
import { serveEvents } from '../../src/server/serveEvents.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { type CuttingProxy, cuttingProxy } from './cuttingProxy.ts';
import { liveModel } from './liveModel.ts';
import { type OpenServer, openServer } from './openServer.ts';

const topic = z.object({ topic: z.string() });
const input = { topic: 'parrot' };
const reply = ['Why', ' did', ' the', ' 🦜', ' cross', '\n', 'the', ' road', '?'];
const joke = chain(chatPrompt('tell me a joke about {topic}'), fakeChatModel(reply), stringParser());

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
});

async function serve(handler: EventHandler): Promise<OpenServer> {
  const server = await openServer(handler);
  open.push(server);
  return server;
}

const all = (events: Observable<RunEvent>): Promise<RunEvent[]> => lastValueFrom(events.pipe(toArray()));
const failure = (events: Observable<unknown>): Promise<unknown> =>
  lastValueFrom(events).catch((error) => error);
const shape = (events: readonly RunEvent[]): unknown[] => events.map(({ event, data }) => [event, data]);
const textOfEvents = (events: readonly RunEvent[]): string =>
  events.flatMap(({ data }) => (data as { chunk?: string }).chunk ?? []).join('');

describe('followRun', () => {
  it('gives the events of a run, and completes with it', async () => {
    const { url } = await serve(serveEvents(joke, { input: topic }));
    const events = await all(followRun(url, { input }));
    expect(shape(events)).toEqual([
      ['on_chain_start', {}],
      ...reply.map((chunk) => ['on_chain_stream', { chunk }]),
      ['on_chain_end', {}],
    ]);
    expect(new Set(events.map(({ run_id }) => run_id)).size).toBe(1);
  });

  it('is typed, and reads with the operators for events', async () => {
    const { url } = await serve(serveEvents(joke, { input: topic }));
    const told = followRun(url, { input });
    expectTypeOf(told).toEqualTypeOf<Observable<RunEvent>>();
    expect(await lastValueFrom(told.pipe(eventChunks(), toArray()))).toEqual(reply);
    expect((await firstValueFrom(told.pipe(ofEvent('on_chain_end')))).data).toEqual({});
  });

  it('starts a run for every subscription', async () => {
    const live = liveModel();
    const { url } = await serve(serveEvents(chain(live.model), { input: z.string() }));
    const told = followRun(url, { input: 'x' });
    expect(live.opened).toBe(0);
    const runs = [told, told].map((events) => all(events));
    await live.untilOpened(2);
    live.end();
    const [first, second] = await Promise.all(runs);
    expect(first?.[0]?.run_id).not.toBe(second?.[0]?.run_id);
  });

  it('starts it under the id that is wanted, and follows one by that', async () => {
    const { url } = await serve(serveEvents(joke, { input: topic }));
    const runId = 'my-own-run-id-0001';
    const started = await all(followRun(url, { input, runId }));
    expect(started[0]?.run_id).toBe(runId);
    expect(await all(followRun(url, { runId }))).toEqual(started);
  });

  describe('over a connection that breaks', () => {
    let server: OpenServer;
    let proxy: CuttingProxy;
    let whole: readonly RunEvent[];
    let bytes: number;
    const runId = 'r'.repeat(32);
    const handler = serveEvents(joke, { input: topic, whenLeft: 'continue' });

    beforeAll(async () => {
      server = await openServer(handler);
      proxy = await cuttingProxy(server.url);
      whole = await all(followRun(server.url, { input, runId }));
      bytes = (await (await fetch(`${server.url}?run=${runId}`)).text()).length;
    });
    afterAll(async () => {
      await proxy.stop();
      await server.stop();
    });

    it('goes on with Last-Event-ID at every event: none lost, none doubled, the text equal', async () => {
      const text = await (await fetch(`${server.url}?run=${runId}`)).text();
      const ends = [...text.matchAll(/\n\n/g)].map(({ index }) =>
        Buffer.byteLength(text.slice(0, index + 2)),
      );
      expect(ends.length).toBe(whole.length + 2);
      for (const [at, end] of ends.slice(0, -1).entries()) {
        for (const cut of [end, { end }]) {
          proxy.cut(cut);
          const events = await all(
            followRun(proxy.url, { input, runId: `cut-${at}-${typeof cut}-`.padEnd(32, '0'), delay: 0 }),
          );
          expect(shape(events)).toEqual(shape(whole));
          expect(textOfEvents(events)).toBe(reply.join(''));
          expect(proxy.requests.map(([method]) => method)).toEqual(['POST', 'GET']);
          expect(proxy.requests[1]?.[1]).toMatch(new RegExp(`:${at + 1}$`));
        }
      }
    });

    it('goes on wherever the bytes are cut, in the middle of an event and of a character', async () => {
      for (let cut = 0; cut < bytes; cut += 11) {
        proxy.cut(cut);
        const events = await all(followRun(proxy.url, { runId, delay: 0 }));
        expect(events).toEqual(whole);
      }
    });

    it('goes on over as many breaks as come, if something comes between them', async () => {
      proxy.cut(...Array<number>(30).fill(300));
      const events = await all(followRun(proxy.url, { runId, delay: 0, count: 2 }));
      expect(events).toEqual(whole);
      expect(proxy.requests.length).toBeGreaterThan(8);
    });

    it('finds its run again when not even the status of the first answer came', async () => {
      proxy.cut('head', 'status', 'head', 0);
      const before = handler.openRuns;
      const events = await all(followRun(proxy.url, { input, delay: 0 }));
      expect(shape(events)).toEqual(shape(whole));
      expect(proxy.requests.map(([method]) => method)).toEqual(['POST', 'POST', 'POST', 'POST', 'POST']);
      expect(handler.openRuns).toBe(before);
    });

    it('gives up after so many tries in a row, with what happened last', async () => {
      proxy.cut(...Array<'head'>(10).fill('head'));
      const delays: number[] = [];
      const error = await failure(
        followRun(proxy.url, {
          input,
          count: 3,
          delay: (count) => {
            delays.push(count);
            return 0;
          },
        }),
      );
      expect(error).toMatchObject({ code: 'interrupted', retryable: true, cause: expect.any(Error) });
      expect(delays).toEqual([1, 2, 3]);
      proxy.cut('status');
      const refused = await failure(followRun(proxy.url, { input, count: 0 }));
      expect(refused).toMatchObject({ code: 'provider_error', status: 503, retryable: true });
    });
  });

  it('connects again when the server falls silent, heartbeats and all', async () => {
    const live = liveModel();
    const handler = serveEvents(chain(live.model, stringParser()), {
      input: z.string(),
      heartbeat: 20,
      whenLeft: 'continue',
    });
    let requests = 0;
    const server = await openServer((request, response) => {
      requests++;
      if (requests === 2) response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      else void handler(request, response);
    });
    open.push(server);
    const events = all(followRun(server.url, { input: 'x', idle: 600, delay: 0 }));
    await live.untilOpened(1);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(requests).toBe(1);
    for (const socket of server.sockets) socket.destroy();
    await vi.waitFor(() => expect(requests).toBe(3), { timeout: 20_000 });
    live.send('here');
    live.end();
    expect(textOfEvents(await events)).toBe('here');
  });

  it('fails with the code of the run, after its events', async () => {
    const failing = chain(
      fakeChatModel(['one', 'two'], {
        failAt: 1,
        error: new RunnableError('SECRET', { code: 'rate_limited', retryable: true }),
      }),
      stringParser(),
    );
    let requests = 0;
    const handler = serveEvents(failing, { input: z.string() });
    const server = await openServer((request, response) => {
      requests++;
      void handler(request, response);
    });
    open.push(server);
    const seen: string[] = [];
    const error = await new Promise((resolve) =>
      followRun(server.url, { input: 'x' }).subscribe({
        next: ({ event }) => seen.push(event),
        error: resolve,
      }),
    );
    expect(seen).toEqual(['on_chain_start', 'on_chain_stream', 'on_chain_error']);
    expect(error).toBeInstanceOf(RunnableError);
    expect(error).toMatchObject({
      code: 'rate_limited',
      retryable: true,
      message: 'The run failed: rate_limited.',
    });
    expect(requests).toBe(1);
  });

  it.each([
    [{ input: 7 as never }, 422, 'schema_mismatch'],
    [{ runId: 'u'.repeat(32) }, 404, 'not_found'],
    [{ runId: 'short' }, 400, 'bad_request'],
    [{ input, headers: { 'content-type': 'text/plain' } }, 415, 'bad_request'],
  ])('fails at once where the server refuses: %j', async (options, status, code) => {
    const { url } = await serve(serveEvents(joke, { input: topic }));
    expect(await failure(followRun(url, options))).toMatchObject({ code, status });
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not_found'],
    [410, 'bad_request'],
    [500, 'provider_error'],
  ])('says by code what a proxy says by the status %d', async (status, code) => {
    const fetch = async (): Promise<Response> => new Response('no', { status });
    expect(await failure(followRun('http://localhost/', { input, fetch }))).toMatchObject({ code, status });
  });

  it.each([
    ['a page', 'text/html', '<html>'],
    ['events that are none of ours', 'text/event-stream', 'id: 1\ndata: not JSON\n\n'],
  ])('fails where %s answers', async (_, type, content) => {
    const server = await openServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': type }).end(content);
    });
    open.push(server);
    expect(await failure(followRun(server.url, { input }))).toMatchObject({ code: 'bad_frame' });
  });

  it('reads events that come in one piece, byte by byte, with comments and names that it does not know', async () => {
    const event = {
      event: 'on_chain_start',
      name: 'é🦜',
      run_id: 'r',
      parent_ids: [],
      tags: [],
      metadata: {},
      data: {},
    };
    const lines = [
      ':\n\n',
      'event: run\nid: r:1\ndata: {"run_id":"r"}\n\n',
      `: comment\nid: r:2\ndata: ${JSON.stringify(event)}\n\n`,
      'event: news\nid: r:3\ndata: 1\n\n',
      'data: {"event":\ndata: "on_chain_end"}\n\n',
      'event: end\nid: r:4\ndata: {}\n\n',
    ];
    const content = Buffer.from(lines.join(''));
    for (const size of [1, 2, 3, 7, content.length]) {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          for (let at = 0; at < content.length; at += size)
            controller.enqueue(content.subarray(at, at + size));
          controller.close();
        },
      });
      const answer = new Response(body, { headers: { 'content-type': 'text/event-stream' } });
      const events = await all(followRun('http://localhost/', { input, fetch: async () => answer }));
      expect(events).toEqual([event, { event: 'on_chain_end' }]);
    }
  });

  it('refuses an event without end', async () => {
    const piece = new TextEncoder().encode('x'.repeat(1024 * 1024));
    const cancel = vi.fn();
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(piece), cancel });
    const answer = new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    const error = await failure(followRun('http://localhost/', { input, fetch: async () => answer }));
    expect(error).toMatchObject({ code: 'too_large' });
    await vi.waitFor(() => expect(cancel).toHaveBeenCalled(), { timeout: 20_000 });
  });

  it('fails before it asks where the input cannot be sent', async () => {
    const fetch = vi.fn();
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(await failure(followRun('http://localhost/', { input: circular, fetch }))).toBeInstanceOf(
      TypeError,
    );
    expect(fetch).not.toHaveBeenCalled();
  });

  it('sends its headers with every request, asked for anew', async () => {
    const tokens: string[] = [];
    let count = 0;
    const handler = serveEvents(joke, {
      input: topic,
      whenLeft: 'continue',
      authorize: ({ action, headers }) => {
        tokens.push(`${action} ${headers.get('authorization')}`);
        return true;
      },
    });
    const server = await serve(handler);
    const proxy = await cuttingProxy(server.url);
    open.push(proxy);
    proxy.cut(400);
    await all(
      followRun(proxy.url, { input, delay: 0, headers: async () => ({ authorization: `token ${++count}` }) }),
    );
    expect(tokens).toEqual(['start token 1', 'follow token 2']);
  });

  describe('unsubscribed', () => {
    it.each(['cancel', 'continue'] as const)(
      'cancels the run that it has started (server: %s)',
      async (whenLeft) => {
        const live = liveModel();
        const handler = serveEvents(chain(live.model, stringParser()), { input: z.string(), whenLeft });
        const { url } = await serve(handler);
        const seen: string[] = [];
        const run = followRun(url, { input: 'x' }).subscribe(({ event }) => seen.push(event));
        await live.untilOpened(1);
        live.send('one');
        await vi.waitFor(() => expect(seen).toContain('on_chain_stream'), { timeout: 20_000 });
        run.unsubscribe();
        await live.untilClosed(1);
        await vi.waitFor(() => expect([handler.openRuns, handler.openClients]).toEqual([0, 0]), {
          timeout: 20_000,
        });
        expect(seen).toHaveLength(2);
      },
    );

    it('after some events, as take does it', async () => {
      const live = liveModel();
      const { url } = await serve(serveEvents(chain(live.model, stringParser()), { input: z.string() }));
      const first = firstValueFrom(followRun(url, { input: 'x' }).pipe(eventChunks(), take(1)));
      await live.untilOpened(1);
      live.send('one', 'two');
      expect(await first).toBe('one');
      await live.untilClosed(1);
    });

    it('cancels also while it waits to connect again', async () => {
      const live = liveModel();
      const handler = serveEvents(chain(live.model, stringParser()), {
        input: z.string(),
        whenLeft: 'continue',
      });
      const server = await serve(handler);
      const run = followRun(server.url, { input: 'x', delay: 60_000 }).subscribe();
      await live.untilOpened(1);
      for (const socket of server.sockets) socket.destroy();
      await vi.waitFor(() => expect(handler.openClients).toBe(0), { timeout: 20_000 });
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(live.closed).toBe(0);
      run.unsubscribe();
      await live.untilClosed(1);
    });

    it('leaves the run alone where that is said, and one that it only followed', async () => {
      const live = liveModel();
      const handler = serveEvents(chain(live.model, stringParser()), {
        input: z.string(),
        whenLeft: 'continue',
      });
      const { url } = await serve(handler);
      const runId = 'd'.repeat(32);
      const started = followRun(url, { input: 'x', runId, leave: 'detach' }).subscribe();
      await live.untilOpened(1);
      started.unsubscribe();
      const followed = followRun(url, { runId }).subscribe();
      await vi.waitFor(() => expect(handler.openClients).toBe(1), { timeout: 20_000 });
      followed.unsubscribe();
      await vi.waitFor(() => expect(handler.openClients).toBe(0), { timeout: 20_000 });
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(live.closed).toBe(0);
      live.send('late');
      live.end();
      expect(textOfEvents(await all(followRun(url, { runId })))).toBe('late');
    });

    it('asks nothing more when the run is over', async () => {
      const { url } = await serve(serveEvents(joke, { input: topic }));
      const methods: string[] = [];
      const spy: typeof fetch = (target, init) => {
        methods.push(init?.method ?? 'GET');
        return fetch(target, init);
      };
      await all(followRun(url, { input, fetch: spy }));
      await failure(
        followRun(
          (
            await serve(
              serveEvents(
                lambda(() => Promise.reject(new Error('x'))),
                { input: z.string() },
              ),
            )
          ).url,
          {
            input: 'x',
            fetch: spy,
          },
        ),
      );
      expect(methods).toEqual(['POST', 'POST']);
    });
  });

  it('fails with `aborted` when the run is cancelled by somebody else', async () => {
    const live = liveModel();
    const { url } = await serve(serveEvents(chain(live.model), { input: z.string() }));
    const runId = 'e'.repeat(32);
    const run = failure(followRun(url, { input: 'x', runId }));
    await live.untilOpened(1);
    await fetch(`${url}?run=${runId}`, { method: 'DELETE' });
    expect(await run).toMatchObject({ name: 'AbortError', code: 'aborted' });
  });
});
