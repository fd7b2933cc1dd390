import { Observable, of } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { textModel } from '../../src/models/textModel.ts';
import { jsonParser } from '../../src/parsers/jsonParser.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import type { EventHandler } from '../../src/server/EventHandler.ts';
import type { EventLog } from '../../src/server/EventLog.ts';
import { memoryEventLog } from '../../src/server/memoryEventLog.ts';
import type { ServeEventsOptions } from '../../src/server/ServeEventsOptions.ts';
import { serveEvents } from '../../src/server/serveEvents.ts';
import type { Invocable } from '../../src/step/Invocable.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { tool } from '../../src/tools/tool.ts';
import { eventsOf, framesOf } from './framesOf.ts';
import { liveModel } from './liveModel.ts';
import { ask, deafClient, type OpenServer, openServer } from './openServer.ts';

const topic = z.object({ topic: z.string().max(20) });
const prompt = chatPrompt('tell me a joke about {topic}');
const joke = chain(prompt, fakeChatModel('Why did it cross?'), stringParser());
const json = { 'content-type': 'application/json' };
const body = '{"input":{"topic":"parrot"}}';
const runA = 'a'.repeat(32);
const runB = 'b'.repeat(32);

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
});

async function serve<In>(
  runnable: Invocable<In, unknown, unknown>,
  options: ServeEventsOptions<In>,
): Promise<OpenServer & { readonly handler: EventHandler }> {
  const handler = serveEvents(runnable, { onError: () => undefined, ...options });
  const server = await openServer(handler);
  open.push({
    stop: async () => {
      handler.close();
      await server.stop();
      expect({ runs: handler.openRuns, clients: handler.openClients }).toEqual({ runs: 0, clients: 0 });
    },
  });
  return { ...server, handler };
}

const post = (url: string, content = body, run = '') =>
  ask(`${url}${run === '' ? '' : `?run=${run}`}`, 'POST', json, content);
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 2 });
const codeOf = (text: string): string => JSON.parse(text).error.code;

/** A client that is in the middle of its stream. */
async function streaming(url: string, init: RequestInit = { method: 'POST', headers: json, body }) {
  const controller = new AbortController();
  const response = await fetch(url, { ...init, signal: controller.signal });
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    response,
    get text() {
      return text;
    },
    /** Reads until the text has it. */
    async until(part: string): Promise<string> {
      while (!text.includes(part)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`The stream ended without ${part}:\n${text}`);
        text += decoder.decode(value, { stream: true });
      }
      return text;
    },
    async rest(): Promise<string> {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return text;
        text += decoder.decode(value, { stream: true });
      }
    },
    leave: () => controller.abort(),
  };
}

describe('serveEvents', () => {
  describe('a run', () => {
    it('is told from start to end: the chunks of the whole chain, nothing of what is inside', async () => {
      const { url } = await serve(joke, { input: topic });
      const answer = await post(url, body, runA);
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      });
      const frames = framesOf(answer.text);
      expect(frames.map(({ event }) => event)).toEqual(['run', ...Array(6).fill('message'), 'end']);
      expect(frames.map(({ id }) => id)).toEqual(frames.map((_, at) => `${runA}:${at + 1}`));
      expect(frames[0]?.data).toEqual({ run_id: runA });
      const bare = { name: 'RunnableSequence', run_id: runA, parent_ids: [], tags: [], metadata: {} };
      expect(eventsOf(answer.text)).toEqual([
        { event: 'on_chain_start', ...bare, data: {} },
        ...['Why', ' did', ' it', ' cross?'].map((chunk) => ({
          event: 'on_chain_stream',
          ...bare,
          data: { chunk },
        })),
        { event: 'on_chain_end', ...bare, data: {} },
      ]);
    });

    it('gets an id of its own when the client names none', async () => {
      const { url } = await serve(joke, { input: topic });
      const [first, second] = [await post(url), await post(url)].map(({ text }) => framesOf(text)[0]?.data);
      expect(first).not.toEqual(second);
      expect(first).toEqual({ run_id: expect.stringMatching(/^[\w-]{36}$/) });
    });

    it('takes what zod makes of the input', async () => {
      const { url } = await serve(
        lambda((n: number) => n + 1),
        { input: z.string().transform(Number) },
      );
      const { text } = await post(url, '{"input":"41"}');
      expect(eventsOf(text)[1]).toMatchObject({ data: { chunk: 42 } });
    });

    it('says how chunks join, before the first', async () => {
      const { url } = await serve(chain(fakeChatModel(['{"a":', '1}']), jsonParser()), { input: z.string() });
      const { text } = await post(url, '{"input":"go"}');
      const kinds = framesOf(text).map(
        ({ event, data }) => `${event} ${(data as { event?: string }).event ?? data}`,
      );
      expect(kinds.indexOf('join replace')).toBeGreaterThan(0);
      expect(kinds.indexOf('join replace')).toBeLessThan(kinds.indexOf('message on_chain_stream'));
    });

    it('tells its chunks whatever stands alone in it', async () => {
      const text = textModel({ name: 'Text', generate: () => of('hello') });
      const add = tool(({ a }: { a: number }) => a + 1, {
        name: 'add',
        description: 'adds',
        schema: z.object({ a: z.number() }),
      });
      const chunksOf = async (
        runnable: Invocable<never, unknown, unknown>,
        input: string,
      ): Promise<unknown[]> => {
        const { url } = await serve(runnable, { input: z.any() as never });
        const { text } = await post(url, `{"input":${input}}`);
        return eventsOf(text).flatMap(({ data }) => ((data as { chunk?: unknown }).chunk as never) ?? []);
      };
      expect(await chunksOf(text, '"hi"')).toEqual(['hello']);
      expect(await chunksOf(add, '{"a":1}')).toHaveLength(1);
      expect(await chunksOf(prompt, '{"topic":"x"}')).toMatchObject([{ type: 'chat_prompt_value' }]);
    });

    it('fails by a frame that says the code alone, before the first chunk and behind it', async () => {
      for (const [at, error] of [
        [0, new Error('SECRET in the message')],
        [2, Object.assign(new Error('SECRET'), { code: 'ESECRET' })],
        [1, new RunnableError('SECRET', { code: 'rate_limited', retryable: true })],
        [3, 'SECRET'],
      ] as const) {
        const model = fakeChatModel('Why did it cross?', { failAt: at, error });
        const errors: unknown[] = [];
        const { url } = await serve(chain(prompt, model, stringParser()), {
          input: topic,
          onError: (told) => errors.push(told),
        });
        const { status, text } = await post(url);
        expect(status).toBe(200);
        expect(text).not.toContain('SECRET');
        expect(eventsOf(text).map(({ event }) => event)).toEqual([
          'on_chain_start',
          ...Array(at).fill('on_chain_stream'),
          'on_chain_error',
        ]);
        expect(framesOf(text).at(-1)).toMatchObject({
          event: 'fail',
          data:
            error instanceof RunnableError
              ? { code: 'rate_limited', message: 'The run failed: rate_limited.', retryable: true }
              : { code: 'provider_error', message: 'The run failed.' },
        });
        expect(errors).toEqual([error]);
      }
    });

    it('says of a failure what describeError says, and the default where that throws', async () => {
      const failing = lambda(() => {
        throw new Error('inner');
      });
      const told = await serve(failing, {
        input: z.string(),
        describeError: () => ({ code: 'sold_out', message: 'No more jokes today.' }),
      });
      const broken = await serve(failing, {
        input: z.string(),
        describeError: () => {
          throw new Error('outer');
        },
      });
      const last = async (url: string) => framesOf((await post(url, '{"input":""}')).text).at(-1)?.data;
      expect(await last(told.url)).toEqual({ code: 'sold_out', message: 'No more jokes today.' });
      expect(await last(broken.url)).toEqual({ code: 'provider_error', message: 'The run failed.' });
    });

    it('fails where a chunk cannot be written, and is stopped', async () => {
      const circular: Record<string, unknown> = {};
      circular.self = circular;
      let isClosed = false;
      const endless = lambda(
        () =>
          new Observable((subscriber) => {
            subscriber.next(circular);
            return () => {
              isClosed = true;
            };
          }),
      );
      const { url } = await serve(endless, { input: z.string() });
      const { text } = await post(url, '{"input":""}');
      expect(framesOf(text).at(-1)).toMatchObject({ event: 'fail', data: { code: 'bad_chunk' } });
      expect(isClosed).toBe(true);
    });

    it('keeps every line end inside its event', async () => {
      const nasty = ['a\nb', 'c\r\nd\re', '\n\n', 'event: end\n\n', 'f\u2028g\u2029h', ': x', '\u0000', '𝒳'];
      const { url } = await serve(chain(fakeChatModel(nasty), stringParser()), { input: z.string() });
      const { text } = await post(url, '{"input":""}');
      const chunks = eventsOf(text).flatMap(({ data }) => (data as { chunk?: string }).chunk ?? []);
      expect(chunks).toEqual(nasty);
      expect(text).not.toContain('\r');
    });

    it('gives its config to the run, and a sink of the server hears everything', async () => {
      const events: string[] = [];
      const { url } = await serve(joke, {
        input: topic,
        allow: { root: true, fields: ['tags'], metadata: ['user'] },
        config: ({ headers }) => ({
          tags: ['web'],
          metadata: { user: headers.get('x-user'), secret: 'SECRET' },
          events: { next: ({ event }) => events.push(event) },
        }),
      });
      const { text } = await ask(url, 'POST', { ...json, 'x-user': 'ann' }, body);
      expect(eventsOf(text)[0]).toMatchObject({ tags: ['web'], metadata: { user: 'ann' } });
      expect(text).not.toContain('SECRET');
      expect(events).toContain('on_chat_model_stream');
    });
  });

  describe('a client that leaves', () => {
    it('cancels its run, at once', async () => {
      const live = liveModel();
      const { url, handler } = await serve(chain(prompt, live.model, stringParser()), { input: topic });
      const clients = await Promise.all(Array.from({ length: 5 }, () => streaming(url)));
      await live.untilOpened(5);
      live.send('one');
      await Promise.all(clients.map((client) => client.until('one')));
      expect([live.closed, handler.openRuns, handler.openClients]).toEqual([0, 5, 5]);
      clients[0]?.leave();
      clients[1]?.leave();
      await live.untilClosed(2);
      live.send('two');
      live.end();
      for (const client of clients.slice(2)) expect(await client.rest()).toContain('event: end');
      expect(live.closed).toBe(5);
    });

    it('leaves a cancelled run behind, for whoever comes back', async () => {
      const live = liveModel();
      const { url } = await serve(chain(live.model, stringParser()), { input: z.string() });
      const client = await streaming(`${url}?run=${runA}`, {
        method: 'POST',
        headers: json,
        body: '{"input":""}',
      });
      await live.untilOpened(1);
      live.send('one');
      await client.until('one');
      client.leave();
      await live.untilClosed(1);
      const { text } = await ask(`${url}?run=${runA}`, 'GET');
      expect(eventsOf(text).map(({ event }) => event)).toEqual([
        'on_chain_start',
        'on_chain_stream',
        'on_chain_cancel',
      ]);
      expect(framesOf(text).at(-1)?.event).toBe('cancel');
    });

    it('cancels nothing while another one follows', async () => {
      const live = liveModel();
      const { url } = await serve(chain(live.model, stringParser()), { input: z.string() });
      const first = await streaming(`${url}?run=${runA}`, {
        method: 'POST',
        headers: json,
        body: '{"input":""}',
      });
      await live.untilOpened(1);
      const second = await streaming(`${url}?run=${runA}`, {});
      first.leave();
      live.send('one');
      await second.until('one');
      expect(live.closed).toBe(0);
      second.leave();
      await live.untilClosed(1);
    });

    it('lets its run go on where that is said', async () => {
      const live = liveModel();
      const { url, handler } = await serve(chain(live.model, stringParser()), {
        input: z.string(),
        whenLeft: 'continue',
      });
      const client = await streaming(`${url}?run=${runA}`, {
        method: 'POST',
        headers: json,
        body: '{"input":""}',
      });
      await live.untilOpened(1);
      client.leave();
      await until(() => expect(handler.openClients).toBe(0));
      live.send('unseen');
      live.end();
      const { text } = await ask(`${url}?run=${runA}`, 'GET');
      expect(text).toContain('unseen');
      expect(framesOf(text).at(-1)?.event).toBe('end');
    });

    it('may come back within the time that is said', async () => {
      const live = liveModel();
      const { url, handler } = await serve(chain(live.model, stringParser()), {
        input: z.string(),
        whenLeft: 1_000,
      });
      const client = await streaming(`${url}?run=${runA}`, {
        method: 'POST',
        headers: json,
        body: '{"input":""}',
      });
      await live.untilOpened(1);
      client.leave();
      await until(() => expect(handler.openClients).toBe(0));
      const again = await streaming(`${url}?run=${runA}`, {});
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(live.closed).toBe(0);
      again.leave();
      await live.untilClosed(1);
      expect(handler.openRuns).toBe(0);
    });

    it('before its run has begun starts none', async () => {
      const live = liveModel();
      const gate: { open: (value: boolean) => void } = { open: () => undefined };
      const asked = vi.fn();
      const { url, handler } = await serve(chain(live.model, stringParser()), {
        input: z.string(),
        authorize: () => {
          asked();
          return new Promise<boolean>((resolve) => {
            gate.open = resolve;
          });
        },
      });
      const controller = new AbortController();
      const request = fetch(url, {
        method: 'POST',
        headers: json,
        body: '{"input":""}',
        signal: controller.signal,
      });
      await until(() => expect(asked).toHaveBeenCalled());
      controller.abort();
      await expect(request).rejects.toThrow();
      await new Promise((resolve) => setTimeout(resolve, 50));
      gate.open(true);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect([live.opened, handler.openRuns, handler.openClients]).toEqual([0, 0, 0]);
    });
  });

  describe('a client that is slow', () => {
    const big = 'x'.repeat(1_000);

    it('is waited for: what it has not taken stays in the log, and it gets everything', async () => {
      const live = liveModel();
      const { url, port, handler } = await serve(chain(live.model, stringParser()), {
        input: z.string(),
        clientBuffer: 16 * 1024,
      });
      const head = `POST /?run=${runA} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{"input":""}`;
      const deaf = await deafClient(port, head);
      const quick = await streaming(url, { method: 'POST', headers: json, body: '{"input":""}' });
      await live.untilOpened(2);
      for (let i = 0; i < 100; i++) {
        live.send(...Array<string>(30).fill(big.repeat(5)));
        await new Promise((resolve) => setImmediate(resolve));
      }
      live.end();
      // 15 MB, more than the sockets hold, have been written for each; the quick one has them all while the other has not taken any.
      const all = await quick.rest();
      expect(framesOf(all).at(-1)?.event).toBe('end');
      expect(eventsOf(all).filter(({ event }) => event === 'on_chain_stream')).toHaveLength(3_000);
      expect(handler.openClients).toBe(1);
      let size = 0;
      let tail = '';
      deaf.on('data', (bytes: Buffer) => {
        size += bytes.length;
        tail = (tail + bytes.toString('latin1')).slice(-200);
      });
      deaf.resume();
      await until(() => expect(tail).toContain('event: end'));
      expect(size).toBeGreaterThan(15_000_000);
      deaf.destroy();
    });

    it('holds no more bytes at the server than its buffer and one event', async () => {
      const live = liveModel();
      const clientBuffer = 32 * 1024;
      const handler = serveEvents(chain(live.model, stringParser()), { input: z.string(), clientBuffer });
      let highest = 0;
      const server = await openServer((request, response) => {
        const write = response.write.bind(response) as (...values: unknown[]) => boolean;
        response.write = ((...values: unknown[]) => {
          const more = write(...values);
          highest = Math.max(highest, response.writableLength);
          return more;
        }) as never;
        void handler(request, response);
      });
      open.push(server);
      const head = `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{"input":""}`;
      const deaf = await deafClient(server.port, head);
      await live.untilOpened(1);
      for (let i = 0; i < 80; i++) {
        live.send(...Array<string>(100).fill(big));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(highest).toBeGreaterThan(0);
      expect(highest).toBeLessThan(clientBuffer + 2 * 1_300);
      deaf.destroy();
      await live.untilClosed(1);
    });

    it('is told when the log has no longer what comes next', async () => {
      const live = liveModel();
      const { port, handler } = await serve(chain(live.model, stringParser()), {
        input: z.string(),
        whenLeft: 'continue',
        clientBuffer: 1024,
        log: memoryEventLog({ events: 100 }),
      });
      const head = `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{"input":""}`;
      const deaf = await deafClient(port, head);
      await live.untilOpened(1);
      for (let i = 0; i < 80; i++) {
        live.send(...Array<string>(100).fill(big));
        await new Promise((resolve) => setImmediate(resolve));
      }
      let tail = '';
      deaf.on('data', (bytes: Buffer) => {
        tail = (tail + bytes.toString('latin1')).slice(-500);
      });
      deaf.resume();
      await until(() => expect(tail).toContain('event: fail\ndata: {"code":"buffer_overflow"'));
      deaf.destroy();
      await until(() => expect(handler.openClients).toBe(0));
    });

    it('that takes nothing at all is cut off, and its run with it', async () => {
      const live = liveModel();
      const { port, handler, sockets } = await serve(chain(live.model, stringParser()), {
        input: z.string(),
        clientBuffer: 1024,
        stall: 100,
      });
      const head = `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{"input":""}`;
      const deaf = await deafClient(port, head);
      deaf.on('error', () => undefined);
      await live.untilOpened(1);
      for (let i = 0; i < 80 && live.closed === 0; i++) {
        live.send(...Array<string>(100).fill(big));
        await new Promise((resolve) => setImmediate(resolve));
      }
      await live.untilClosed(1);
      await until(() => expect([handler.openClients, sockets.size]).toEqual([0, 0]));
      deaf.destroy();
    });
  });

  describe('a client that comes back', () => {
    it('goes on behind every event', async () => {
      const { url } = await serve(joke, { input: topic });
      const frames = framesOf((await post(url, body, runA)).text);
      for (const [at, { id }] of frames.entries()) {
        const again = await ask(url, 'GET', { 'last-event-id': id! });
        expect(framesOf(again.text)).toEqual(frames.slice(at + 1));
        expect(again.status).toBe(at === frames.length - 1 ? 204 : 200);
        const named = await ask(`${url}?run=${runA}`, 'GET', { 'last-event-id': id! });
        expect(named.text).toBe(again.text);
      }
      expect(framesOf((await ask(`${url}?run=${runA}`, 'GET')).text)).toEqual(frames);
    });

    it('gets the run that it has started when it starts it again', async () => {
      const live = liveModel();
      const { url, handler } = await serve(chain(live.model, stringParser()), { input: z.string() });
      const start = { method: 'POST', headers: json, body: '{"input":""}' };
      const clients = await Promise.all([1, 2, 3].map(() => streaming(`${url}?run=${runA}`, start)));
      await live.untilOpened(1);
      live.send('one');
      expect([live.opened, handler.openRuns, handler.openClients]).toEqual([1, 1, 3]);
      live.end();
      const texts = await Promise.all(clients.map((client) => client.rest()));
      expect(new Set(texts).size).toBe(1);
      expect((await ask(`${url}?run=${runA}`, 'POST', json, '{"input":""}')).text).toBe(texts[0]);
      expect(live.opened).toBe(1);
    });

    it.each([
      ['another run', 200, `${runB}:1`, 400],
      ['an event that never was', 200, `${runA}:99`, 404],
      ['event 0', 200, `${runA}:0`, 200],
      ['a run that never was', 404, `${'c'.repeat(32)}:1`, 404],
      ['no id of ours', 200, 'x', 400],
      ['a broken escape', 200, `${runA}:%E0%A4%A`, 400],
      ['a path', 200, `${runA}:../../etc`, 400],
      ['a prototype', 200, `${runA}:__proto__`, 404],
      ['a very long one', 200, `${runA}:${'1'.repeat(300)}`, 400],
    ])('is refused with %s', async (what, _status, id, expected) => {
      const { url } = await serve(joke, { input: topic });
      await post(url, body, runA);
      await post(url, body, runB);
      const run = what === 'a run that never was' ? 'c'.repeat(32) : runA;
      const { status, text } = await ask(`${url}?run=${run}`, 'GET', { 'last-event-id': id });
      expect(status).toBe(expected);
      if (expected === 200) expect(framesOf(text)).toHaveLength(8);
      else expect(JSON.parse(text).error.code).toBe(expected === 404 ? 'not_found' : 'bad_request');
    });

    it('is told when what it missed is gone', async () => {
      const { url } = await serve(joke, { input: topic, log: memoryEventLog({ events: 3 }) });
      await post(url, body, runA);
      const { status, text } = await ask(url, 'GET', { 'last-event-id': `${runA}:1` });
      expect([status, codeOf(text)]).toEqual([410, 'buffer_overflow']);
    });
  });

  describe('authorize', () => {
    const byHeader = {
      input: topic,
      authorize: ({ headers }: { headers: Headers }) => headers.get('authorization') ?? false,
    };

    it('keeps strangers out of everything, before their body is read', async () => {
      const live = liveModel();
      const { url } = await serve(chain(prompt, live.model), byHeader);
      for (const [method, content] of [
        ['POST', '{ not even JSON'],
        ['GET', undefined],
        ['DELETE', undefined],
      ] as const) {
        const { status, text } = await ask(`${url}?run=${runA}`, method, json, content);
        expect([method, status, codeOf(text)]).toEqual([method, 401, 'unauthorized']);
      }
      expect(live.opened).toBe(0);
    });

    it('keeps the run of one owner from all others, even with its id', async () => {
      const live = liveModel();
      const { url } = await serve(chain(prompt, live.model, stringParser()), byHeader);
      const ann = { ...json, authorization: 'ann' };
      const bob = { ...json, authorization: 'bob' };
      const client = await streaming(`${url}?run=${runA}`, { method: 'POST', headers: ann, body });
      await live.untilOpened(1);
      live.send('SECRET');
      const { id } = framesOf(await client.until('SECRET')).at(-1) ?? {};
      for (const headers of [
        { ...bob },
        { ...bob, 'last-event-id': id! },
        { authorization: `ann/${runA}` },
        { authorization: '' },
      ]) {
        const { status, text } = await ask(`${url}?run=${runA}`, 'GET', headers);
        expect(status).toBeGreaterThanOrEqual(401);
        expect(text).not.toContain('SECRET');
      }
      expect((await ask(`${url}?run=${runA}`, 'DELETE', bob)).status).toBe(204);
      expect(live.closed).toBe(0);
      const stolen = await ask(`${url}?run=${runA}`, 'POST', bob, body);
      expect(stolen.text).not.toContain('SECRET');
      expect(framesOf(stolen.text).at(-1)).toMatchObject({
        event: 'fail',
        data: { code: 'duplicate_run_id' },
      });
      expect((await ask(`${url}?run=${runA}`, 'DELETE', ann)).status).toBe(204);
      expect(framesOf(await client.rest()).at(-1)?.event).toBe('cancel');
    });

    it('is told what is asked', async () => {
      const asked: unknown[] = [];
      const { url } = await serve(joke, {
        input: topic,
        authorize: ({ action, runId, method, url }) => {
          asked.push([action, runId, method, url]);
          return true;
        },
      });
      await post(url, body, runA);
      await ask(url, 'GET', { 'last-event-id': `${runA}:1` });
      await ask(`${url}?run=${runA}`, 'DELETE');
      expect(asked).toEqual([
        ['start', runA, 'POST', `/?run=${runA}`],
        ['follow', runA, 'GET', '/'],
        ['cancel', runA, 'DELETE', `/?run=${runA}`],
      ]);
    });
  });

  describe('a request that is wrong', () => {
    const cases: [
      string,
      number,
      string,
      () => [string, Record<string, string>, (string | Uint8Array)?, string?],
    ][] = [
      ['no JSON', 400, 'bad_request', () => ['POST', json, '{"input":']],
      ['an empty body', 400, 'bad_request', () => ['POST', json, '']],
      ['a body without input', 400, 'bad_request', () => ['POST', json, '{"topic":"x"}']],
      ['a list', 400, 'bad_request', () => ['POST', json, '[{"input":{}}]']],
      [
        'an inherited input',
        400,
        'bad_request',
        () => ['POST', json, '{"__proto__":{"input":{"topic":"x"}}}'],
      ],
      ['invalid UTF-8', 400, 'bad_request', () => ['POST', json, new Uint8Array([0xff, 0xfe, 0x7b])]],
      ['input of another shape', 422, 'schema_mismatch', () => ['POST', json, '{"input":{"topic":7}}']],
      [
        'input that is too long',
        422,
        'schema_mismatch',
        () => ['POST', json, `{"input":{"topic":"${'x'.repeat(30)}"}}`],
      ],
      [
        'deep nesting',
        400,
        'json_depth',
        () => ['POST', json, `{"input":${'['.repeat(2000)}${']'.repeat(2000)}}`],
      ],
      [
        'very deep nesting',
        400,
        'json_depth',
        () => ['POST', json, `{"input":${'['.repeat(99_000)}${']'.repeat(99_000)}}`],
      ],
      [
        'a body that is too large',
        413,
        'too_large',
        () => ['POST', json, `{"input":"${'x'.repeat(250_000)}"}`],
      ],
      [
        'a length that is too large',
        413,
        'too_large',
        () => ['POST', { ...json, 'content-length': '999999999' }, ''],
      ],
      ['text', 415, 'bad_request', () => ['POST', { 'content-type': 'text/plain' }, body]],
      [
        'a form',
        415,
        'bad_request',
        () => ['POST', { 'content-type': 'application/x-www-form-urlencoded' }, 'input=1'],
      ],
      ['no type', 415, 'bad_request', () => ['POST', {}, body]],
      [
        'a compressed body',
        415,
        'bad_request',
        () => ['POST', { ...json, 'content-encoding': 'gzip' }, body],
      ],
      ['PUT', 405, 'bad_request', () => ['PUT', json, body]],
      ['PATCH', 405, 'bad_request', () => ['PATCH', json, body]],
      ['TRACE', 405, 'bad_request', () => ['TRACE', {}]],
      ['GET without a run', 400, 'bad_request', () => ['GET', {}]],
      ['DELETE without a run', 400, 'bad_request', () => ['DELETE', {}]],
      ['a short run id', 400, 'bad_request', () => ['POST', json, body, '?run=abc']],
      ['a run id with a slash', 400, 'bad_request', () => ['POST', json, body, `?run=ann%2F${runA}`]],
      ['a run id with a line end', 400, 'bad_request', () => ['POST', json, body, `?run=${runA}%0Adata:x`]],
    ];

    it.each(cases)('%s: %i %s, and the server goes on', async (_, status, code, build) => {
      const { url, handler } = await serve(joke, { input: topic, maxBody: 200_000 });
      const [method, headers, content, query = ''] = build();
      const answer = await ask(url + query, method, headers, content);
      expect([answer.status, codeOf(answer.text)]).toEqual([status, code]);
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.text).not.toMatch(/\bat \S+:\d+|node_modules|ZodError/);
      if (status === 405) expect(answer.headers.allow).toBe('GET, POST, DELETE, OPTIONS');
      expect(handler.openRuns).toBe(0);
      expect((await post(url)).text).toContain('event: end');
    });

    it('has no body in the answer to HEAD', async () => {
      const { url } = await serve(joke, { input: topic });
      expect(await ask(url, 'HEAD')).toMatchObject({ status: 405, text: '' });
    });

    it('says where the input does not fit, and never what it was', async () => {
      const schema = z.object({ a: z.object({ b: z.array(z.number()) }) });
      const { url } = await serve(
        lambda((input: z.infer<typeof schema>) => input),
        { input: schema },
      );
      const { text } = await post(url, '{"input":{"a":{"b":[1,"SECRET"]}}}');
      expect(JSON.parse(text).error.message).toMatch(/^The input does not fit: input\.a\.b\.1: /);
      expect(text).not.toContain('SECRET');
    });

    it('ends when its body is cut short or does not come', async () => {
      const { port, handler, sockets } = await serve(joke, { input: topic, bodyTimeout: 100 });
      const head =
        'POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"inp';
      const cut = await deafClient(port, head);
      cut.destroy();
      const late = await deafClient(port, head);
      let text = '';
      late.on('data', (bytes: Buffer) => {
        text += bytes.toString();
      });
      late.resume();
      await until(() => expect(text).toContain('HTTP/1.1 408'));
      await until(() => expect(sockets.size).toBe(0));
      expect(handler.openRuns).toBe(0);
    });

    it('ends with 413 while an endless body is still being sent', async () => {
      const { port, sockets, url } = await serve(joke, { input: topic, maxBody: 100_000 });
      const head =
        'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
      const socket = await deafClient(port, head);
      socket.on('error', () => undefined);
      let text = '';
      socket.on('data', (bytes: Buffer) => {
        text += bytes.toString();
      });
      socket.resume();
      const piece = `8000\r\n${'x'.repeat(0x8000)}\r\n`;
      const feeding = setInterval(() => socket.write(piece), 1);
      await until(() => expect(text).toContain('HTTP/1.1 413'));
      await until(() => expect(sockets.size).toBe(0));
      clearInterval(feeding);
      socket.destroy();
      expect((await post(url)).status).toBe(200);
    });

    it('is not answered with what a hook has thrown', async () => {
      const thrown = new Error('SECRET');
      const fail = (): never => {
        throw thrown;
      };
      for (const hook of [
        { authorize: fail },
        { authorize: () => Promise.reject(thrown) },
        { config: fail },
        { input: z.any().refine(fail) as never },
        { log: { ...silentLog(), append: fail } },
        { log: { ...silentLog(), append: () => Promise.reject(thrown) } },
      ]) {
        const errors: unknown[] = [];
        const { url, handler } = await serve(joke, {
          input: topic,
          onError: (error) => errors.push(error),
          ...hook,
        });
        const { status, text } = await post(url);
        expect([status, codeOf(text)]).toEqual([500, 'provider_error']);
        expect(text).not.toContain('SECRET');
        expect(errors).toEqual([thrown]);
        expect(handler.openRuns).toBe(0);
      }
    });

    it('is refused when too many runs are under way', async () => {
      const live = liveModel();
      const { url } = await serve(chain(prompt, live.model), { input: topic, maxRuns: 2 });
      const clients = [await streaming(url), await streaming(url)];
      const { status, headers, text } = await post(url);
      expect([status, headers['retry-after'], codeOf(text)]).toEqual([503, '1', 'rate_limited']);
      clients[0]?.leave();
      await live.untilClosed(1);
      const third = await streaming(url);
      expect(third.response.status).toBe(200);
    });
  });

  describe('another origin', () => {
    const app = 'https://app.example';
    const preflight = { origin: app, 'access-control-request-method': 'POST' };

    it('is refused when it is not named, and nothing runs', async () => {
      const live = liveModel();
      const { url } = await serve(chain(prompt, live.model), { input: topic });
      for (const method of ['POST', 'GET', 'DELETE', 'OPTIONS']) {
        const { status, headers } = await ask(`${url}?run=${runA}`, method, preflight);
        expect([method, status]).toEqual([method, 403]);
        expect(headers).not.toHaveProperty('access-control-allow-origin');
      }
      expect((await ask(url, 'POST', { ...json, origin: 'null' }, body)).status).toBe(403);
      expect(live.opened).toBe(0);
    });

    it('may ask when it is named, and reads refusals too', async () => {
      const { url } = await serve(joke, { input: topic, origins: [app] });
      expect(await ask(url, 'OPTIONS', preflight)).toMatchObject({
        status: 204,
        headers: {
          'access-control-allow-origin': app,
          'access-control-allow-methods': 'GET, POST, DELETE',
          'access-control-allow-headers': 'authorization, content-type, last-event-id',
          vary: 'Origin',
        },
      });
      const allowed = { 'access-control-allow-origin': app, vary: 'Origin' };
      expect(await ask(url, 'POST', { ...json, origin: app }, body)).toMatchObject({
        status: 200,
        headers: allowed,
      });
      expect(await ask(url, 'POST', { ...json, origin: app }, '{')).toMatchObject({
        status: 400,
        headers: allowed,
      });
      expect((await ask(url, 'POST', { ...json, origin: 'https://app.example.evil' }, body)).status).toBe(
        403,
      );
    });

    it('may be anyone, without cookies', async () => {
      const { url } = await serve(joke, { input: topic, origins: '*' });
      const { headers } = await ask(url, 'POST', { ...json, origin: 'https://any.example' }, body);
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
    });

    it('may send cookies and headers when that is said', async () => {
      const { url } = await serve(joke, {
        input: topic,
        origins: [app],
        credentials: true,
        allowHeaders: ['content-type', 'x-xsrf-token'],
      });
      expect((await ask(url, 'OPTIONS', preflight)).headers).toMatchObject({
        'access-control-allow-credentials': 'true',
        'access-control-allow-headers': 'content-type, x-xsrf-token',
      });
    });

    it('is none when it is that of the server itself', async () => {
      const { url, port } = await serve(joke, { input: topic });
      const { status } = await ask(url, 'POST', { ...json, origin: `http://127.0.0.1:${port}` }, body);
      expect(status).toBe(200);
      const other = await ask(url, 'POST', { ...json, origin: `http://127.0.0.1:${port + 1}` }, body);
      expect(other.status).toBe(403);
    });
  });

  it('cancels on DELETE, again and again, also what is unknown', async () => {
    const live = liveModel();
    const { url } = await serve(chain(live.model, stringParser()), { input: z.string() });
    const client = await streaming(`${url}?run=${runA}`, {
      method: 'POST',
      headers: json,
      body: '{"input":""}',
    });
    await live.untilOpened(1);
    for (let i = 0; i < 3; i++) expect((await ask(`${url}?run=${runA}`, 'DELETE')).status).toBe(204);
    expect(framesOf(await client.rest()).at(-1)?.event).toBe('cancel');
    expect(live.closed).toBe(1);
    expect((await ask(`${url}?run=${runB}`, 'DELETE')).status).toBe(204);
  });

  it('sends a comment into silence', async () => {
    const live = liveModel();
    const { url } = await serve(chain(live.model, stringParser()), { input: z.string(), heartbeat: 20 });
    const client = await streaming(url, { method: 'POST', headers: json, body: '{"input":""}' });
    await client.until(':\n\n:\n\n');
    live.end();
    await client.rest();
  });

  it('tells its clients when it closes, and starts nothing afterwards', async () => {
    const live = liveModel();
    const { url, handler } = await serve(chain(live.model, stringParser()), { input: z.string() });
    const client = await streaming(url, { method: 'POST', headers: json, body: '{"input":""}' });
    await live.untilOpened(1);
    handler.close();
    expect(framesOf(await client.rest()).at(-1)?.event).toBe('cancel');
    expect(live.closed).toBe(1);
    expect((await post(url, '{"input":""}')).status).toBe(503);
  });

  describe('the log', () => {
    it('may answer later', async () => {
      const memory = memoryEventLog();
      const slow: EventLog = {
        ...silentLog(memory),
        append: async (...entry) => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          return memory.append(...entry);
        },
      };
      const { url } = await serve(joke, { input: topic, log: slow });
      const frames = framesOf((await post(url, body, runA)).text);
      expect(frames.map(({ event }) => event)).toEqual(['run', ...Array(6).fill('message'), 'end']);
    });

    it('that breaks while the run is executed at once tells its client too, after what it had taken', async () => {
      const memory = memoryEventLog();
      let count = 0;
      const breaking: EventLog = {
        ...silentLog(memory),
        append: (...entry) => {
          if (++count > 3) throw new Error('SECRET');
          return memory.append(...entry);
        },
      };
      const { url } = await serve(joke, { input: topic, log: breaking });
      const { text } = await post(url, body, runA);
      expect(framesOf(text).map(({ event }) => event)).toEqual(['run', 'message', 'message', 'fail']);
      expect(text).not.toContain('SECRET');
    });

    it('that breaks in the middle ends the run, and its client is told', async () => {
      const live = liveModel();
      const memory = memoryEventLog();
      let count = 0;
      const breaking: EventLog = {
        ...silentLog(memory),
        append: (...entry) => (++count > 3 ? Promise.reject(new Error('SECRET')) : memory.append(...entry)),
      };
      const { url } = await serve(chain(live.model, stringParser()), { input: z.string(), log: breaking });
      const client = await streaming(url, { method: 'POST', headers: json, body: '{"input":""}' });
      await live.untilOpened(1);
      live.send('one', 'two');
      const text = await client.rest();
      expect(framesOf(text).at(-1)).toMatchObject({ event: 'fail', data: { code: 'provider_error' } });
      expect(text).not.toContain('SECRET');
      expect(live.closed).toBe(1);
    });
  });

  it('refuses options that cannot work', () => {
    const input = z.string();
    for (const [options, words] of [
      [{}, '`input` must be a zod schema'],
      [{ input, heartbeat: 0 }, '`heartbeat` must be more than 0'],
      [{ input, maxBody: Number.NaN }, '`maxBody`'],
      [{ input, whenLeft: -1 }, '`whenLeft`'],
      [{ input, origins: '*', credentials: true }, '`credentials` needs `origins`'],
      [{ input, allow: { names: 'x' } }, 'needs a list as "names"'],
      [{ input, allow: { name: ['x'] } }, 'does not know "name"'],
    ] as const) {
      expect(() => serveEvents(joke as never, options as never)).toThrow(words);
    }
    expect(() => serveEvents('x' as never, { input })).toThrow('serveEvents takes runnables');
  });

  describe('in other servers', () => {
    it('takes a body that middleware has read, as Express does it', async () => {
      const handler = serveEvents(joke, { input: topic });
      const server = await openServer(async (request, response) => {
        const pieces: Buffer[] = [];
        for await (const piece of request) pieces.push(piece as Buffer);
        const read = Buffer.concat(pieces);
        const mode = request.headers['x-mode'];
        const parsed =
          mode === 'json' ? JSON.parse(read.toString()) : mode === 'text' ? read.toString() : read;
        await handler(Object.assign(request, { body: parsed, originalUrl: `/api${request.url}` }), response);
      });
      open.push(server);
      for (const mode of ['json', 'text', 'raw']) {
        const { text } = await ask(server.url, 'POST', { ...json, 'x-mode': mode }, body);
        expect(framesOf(text).at(-1)?.event).toBe('end');
      }
    });

    it('answers a Request, as Hono, Bun and Deno hand it over', async () => {
      const handler = serveEvents(joke, { input: topic });
      const app = {
        fetch: (request: Request, server?: unknown) =>
          (handler as (...values: unknown[]) => Promise<Response>)(request, server),
      };
      const request = (init: RequestInit, query = '') => new Request(`http://localhost/joke${query}`, init);
      const response = await app.fetch(request({ method: 'POST', headers: json, body }, `?run=${runA}`), {
        port: 1,
      });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/event-stream; charset=utf-8',
      ]);
      const text = await response.text();
      expect(framesOf(text).map(({ event }) => event)).toEqual(['run', ...Array(6).fill('message'), 'end']);
      const again = await app.fetch(request({ headers: { 'last-event-id': `${runA}:3` } }));
      expect(framesOf(await again.text())).toEqual(framesOf(text).slice(3));
      expect((await app.fetch(request({ headers: { 'last-event-id': `${runA}:8` } }))).status).toBe(204);
      expect((await app.fetch(request({ method: 'POST', headers: json, body: '{' }))).status).toBe(400);
      expect((await app.fetch(request({ method: 'DELETE' }, `?run=${runA}`))).status).toBe(204);
      expect((await app.fetch(request({ method: 'PUT' }))).status).toBe(405);
    });

    it('limits the body of a Request', async () => {
      const handler = serveEvents(joke, { input: topic, maxBody: 1_000, bodyTimeout: 1_000 });
      let isLeft = false;
      const endless = (piece: Uint8Array | undefined): Request =>
        new Request('http://localhost/', {
          method: 'POST',
          headers: json,
          duplex: 'half',
          body: new ReadableStream({
            pull: (controller) =>
              piece === undefined ? new Promise(() => undefined) : controller.enqueue(piece),
            cancel: () => {
              isLeft = true;
            },
          }),
        } as RequestInit);
      expect((await handler(endless(new Uint8Array(100)))).status).toBe(413);
      expect(isLeft).toBe(true);
      expect((await handler(endless(undefined))).status).toBe(408);
      expect(
        (await handler(new Request('http://localhost/', { method: 'POST', headers: json }))).status,
      ).toBe(400);
    });

    it('cancels when the body of the Response is left, or the Request aborted', async () => {
      const live = liveModel();
      const handler = serveEvents(chain(live.model, stringParser()), { input: z.string() });
      const controller = new AbortController();
      const start = (signal?: AbortSignal) =>
        handler(
          new Request('http://localhost/', {
            method: 'POST',
            headers: json,
            body: '{"input":""}',
            signal: signal ?? null,
          }),
        );
      const [left, aborted] = [await start(), await start(controller.signal)];
      await live.untilOpened(2);
      await left?.body?.cancel();
      controller.abort();
      await live.untilClosed(2);
      expect(aborted?.status).toBe(200);
      expect([handler.openRuns, handler.openClients]).toEqual([0, 0]);
    });

    it('fills the buffer of a Response, and no more', async () => {
      const live = liveModel();
      const handler = serveEvents(chain(live.model, stringParser()), {
        input: z.string(),
        clientBuffer: 5_000,
        stall: 2_000,
      });
      const start = () =>
        handler(new Request('http://localhost/', { method: 'POST', headers: json, body: '{"input":""}' }));
      const read = await start();
      const unread = await start();
      await live.untilOpened(2);
      live.send(...Array<string>(1_000).fill('x'.repeat(100)));
      const reader = read.body!.getReader();
      const first = await reader.read();
      expect(first.value?.length).toBeLessThan(1_000);
      live.end();
      let size = first.value?.length ?? 0;
      for (let done = false; !done; ) {
        const next = await reader.read();
        done = next.done;
        size += next.value?.length ?? 0;
      }
      expect(size).toBeGreaterThan(100_000);
      await until(() => expect(handler.openClients).toBe(0));
      await expect(unread.text()).rejects.toThrow('takes nothing');
    });
  });
});

/** The methods of a log, as a record of their own. */
function silentLog(log: EventLog = memoryEventLog()): EventLog {
  return {
    append: (...entry) => log.append(...entry),
    read: (...place) => log.read(...place),
    cancel: (...run) => log.cancel(...run),
    onCancel: (run) => log.onCancel(run),
  };
}
