import '@angular/compiler';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HttpInterceptorFn, provideHttpClient, withInterceptors } from '@angular/common/http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { httpChatTransport, injectRun } from '../../src/angular/index.ts';
import { stringParser } from '../../src/index.ts';
import { openaiCompatible } from '../../src/providers/index.ts';
import { createHost, setUpAngular } from './angularTest.ts';

const marks: HttpInterceptorFn = (request, next) =>
  next(request.clone({ setHeaders: { 'x-from': 'interceptor' } }));

setUpAngular(provideHttpClient(withInterceptors([marks])));

const frame = (content: string, finish_reason: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason }] })}\n\n`;

let server: Server;
let baseURL = '';
let marked: unknown;
let aborts = 0;
/** How many words are said before the answer falls silent. */
let words = 3;

beforeEach(async () => {
  aborts = 0;
  server = createServer(async (request, response) => {
    marked = request.headers['x-from'];
    response.on('close', () => {
      if (!response.writableEnded) aborts++;
    });
    if (request.url?.startsWith('/busy') === true) {
      response.writeHead(418, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"I am a teapot"}}');
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let i = 0; i < words; i++) {
      response.write(frame(`word${i} 🦜 `));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    if (words === 3) response.end(`${frame('end', 'stop')}data: [DONE]\n\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function ask(path = '') {
  const host = createHost();
  const run = host.run(() => {
    const model = openaiCompatible({
      baseURL: baseURL + path,
      model: 'm',
      transport: httpChatTransport(),
      retry: { count: 0 },
    });
    return injectRun(model.pipe(stringParser()));
  });
  run.run('Hi');
  return { host, run };
}

describe('httpChatTransport over a real connection', () => {
  it('streams through HttpClient and its interceptors', async () => {
    words = 3;
    const { run } = ask();
    let chunks = 0;
    run.events$.subscribe(({ event }) => {
      if (event === 'on_chat_model_stream') chunks++;
    });
    await vi.waitUntil(() => !run.isActive(), { timeout: 5_000 });
    expect(marked).toBe('interceptor');
    expect(chunks).toBeGreaterThan(3);
    expect(run.error()).toBeUndefined();
    expect(run.value()).toBe('word0 🦜 word1 🦜 word2 🦜 end');
  });

  it('closes the connection when the component dies', async () => {
    words = 2;
    const { run, host } = ask();
    await vi.waitUntil(() => run.partial()?.includes('word1') === true);
    expect(aborts).toBe(0);
    host.destroy();
    await vi.waitUntil(() => aborts === 1, { timeout: 5_000 });
    expect(run.phase()).toBe('stopped');
  });

  it('tells a refusal with the words of the server', async () => {
    const { run } = ask('/busy');
    await vi.waitUntil(() => run.phase() === 'error', { timeout: 5_000 });
    expect(run.error()).toMatchObject({ status: 418, code: 'bad_request' });
    expect(run.error()?.message).toContain('I am a teapot');
  });
});
