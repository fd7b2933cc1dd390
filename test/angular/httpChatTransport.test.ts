import '@angular/compiler';
import {
  HttpEventType,
  HttpHeaderResponse,
  type HttpInterceptorFn,
  provideHttpClient,
  withInterceptors,
} from '@angular/common/http';
import {
  HttpTestingController,
  provideHttpClientTesting,
  type TestRequest,
} from '@angular/common/http/testing';
import { EnvironmentInjector, runInInjectionContext } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { httpChatTransport } from '../../src/angular/index.ts';
import { RunnableError, stringParser } from '../../src/index.ts';
import { anthropic, openaiCompatible } from '../../src/providers/index.ts';
import { setUpAngular } from './angularTest.ts';

const marks: HttpInterceptorFn = (request, next) =>
  next(request.clone({ setHeaders: { 'x-from': 'interceptor' } }));

setUpAngular(provideHttpClient(withInterceptors([marks])), provideHttpClientTesting());

const transport = () => runInInjectionContext(TestBed.inject(EnvironmentInjector), () => httpChatTransport());
const taken = (): TestRequest => TestBed.inject(HttpTestingController).expectOne(() => true);
const request = { url: '/api/chat', headers: { authorization: 'Bearer k' }, body: '{"a":1}' };

/** A request that answers with all the text so far, again and again, as browsers tell it. */
function answering(test: TestRequest, status = 200) {
  let text = '';
  test.event(new HttpHeaderResponse({ status, statusText: 'x', url: '/api/chat' }));
  return {
    says: (piece: string) => {
      text += piece;
      test.event({ type: HttpEventType.DownloadProgress, loaded: text.length, partialText: text });
    },
    ends: (piece = '') => test.flush(text + piece, { status, statusText: 'x' }),
  };
}

function listen<T>(source: import('rxjs').Observable<T>) {
  const seen: { values: T[]; error?: unknown; isComplete: boolean } = { values: [], isComplete: false };
  const subscription = source.subscribe({
    next: (value) => seen.values.push(value),
    error: (error: unknown) => (seen.error = error),
    complete: () => (seen.isComplete = true),
  });
  return { seen, subscription };
}

const sse = (...frames: readonly unknown[]): string =>
  frames.map((frame) => `data: ${typeof frame === 'string' ? frame : JSON.stringify(frame)}\n\n`).join('');
const delta = (content: string, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta: { content }, finish_reason }],
});

describe('httpChatTransport', () => {
  it('posts through the interceptors, and slices the text that comes', () => {
    const { seen } = listen(transport()(request));
    const test = taken();
    expect(test.request.method).toBe('POST');
    expect(test.request.url).toBe('/api/chat');
    expect(test.request.body).toBe('{"a":1}');
    expect(test.request.headers.get('authorization')).toBe('Bearer k');
    expect(test.request.headers.get('x-from')).toBe('interceptor');
    const answer = answering(test);
    answer.says('Hel');
    answer.says('');
    answer.says('lo');
    expect(seen.values).toEqual(['Hel', 'lo']);
    answer.ends(' you');
    expect(seen).toEqual({ values: ['Hel', 'lo', ' you'], isComplete: true });
  });

  it('is cold: each subscription is a request of its own', () => {
    const send = transport()(request);
    TestBed.inject(HttpTestingController).expectNone('/api/chat');
    listen(send);
    listen(send);
    expect(TestBed.inject(HttpTestingController).match(() => true)).toHaveLength(2);
  });

  it('aborts the request when it is unsubscribed', () => {
    const { seen, subscription } = listen(transport()(request));
    const test = taken();
    answering(test).says('Hel');
    subscription.unsubscribe();
    expect(test.cancelled).toBe(true);
    expect(seen).toEqual({ values: ['Hel'], isComplete: false });
  });

  it('fails with what the body of a refusal says, and shows none of it as an answer', () => {
    const { seen } = listen(transport()(request));
    const answer = answering(taken(), 429);
    answer.says('{"error":{"mess');
    answer.ends('age":"Slow down"}}');
    expect(seen.values).toEqual([]);
    expect(seen.error).toBeInstanceOf(RunnableError);
    expect(seen.error).toMatchObject({ status: 429, message: expect.stringContaining('Slow down') });
  });

  it('lets the error of an interceptor and of the network through', () => {
    const { seen } = listen(transport()(request));
    taken().error(new ProgressEvent('error'));
    expect(seen.error).toMatchObject({ status: 0 });
  });

  it('needs an injection context, or an injector', () => {
    expect(httpChatTransport).toThrow(/httpChatTransport\(\) can only be used within an injection context/);
    listen(httpChatTransport({ injector: TestBed.inject(EnvironmentInjector) })(request));
    expect(taken().request.url).toBe('/api/chat');
  });
});

describe('httpChatTransport below a provider', () => {
  const openai = () =>
    openaiCompatible({ baseURL: '/api', model: 'm', transport: transport(), retry: { count: 0 } });

  it('streams an answer of openaiCompatible, whatever the cut', () => {
    const { seen } = listen(openai().pipe(stringParser()).stream('Hi'));
    const test = taken();
    expect(test.request.url).toBe('/api/chat/completions');
    expect(JSON.parse(test.request.body as string)).toMatchObject({ model: 'm', stream: true });
    const answer = answering(test);
    const text = sse(delta('Wh'), delta('y 🦜'), delta('?', 'stop'), '[DONE]');
    for (const unit of text.split('')) answer.says(unit);
    expect(seen.error).toBeUndefined();
    expect(seen.values.join('')).toBe('Why 🦜?');
    expect(seen.isComplete).toBe(true);
  });

  it('streams an answer of anthropic', () => {
    const model = anthropic({ baseURL: '/api', model: 'm', transport: transport() });
    const { seen } = listen(model.pipe(stringParser()).stream('Hi'));
    const answer = answering(taken());
    const frames = [
      {
        type: 'message_start',
        message: { id: 'msg', model: 'm', usage: { input_tokens: 1, output_tokens: 1 } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Why' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' not?' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
      { type: 'message_stop' },
    ];
    for (const frame of frames) answer.says(`event: ${frame.type}\n${sse(frame)}`);
    expect(seen.error).toBeUndefined();
    expect(seen.values.join('')).toBe('Why not?');
    expect(seen.isComplete).toBe(true);
  });

  it('unsubscribing the model aborts the request', () => {
    const { subscription } = listen(openai().stream('Hi'));
    const test = taken();
    answering(test).says(sse(delta('Wh')));
    subscription.unsubscribe();
    expect(test.cancelled).toBe(true);
  });

  it('a body that is cut off is interrupted, with what had arrived', () => {
    const { seen } = listen(openai().stream('Hi'));
    const answer = answering(taken());
    answer.says(sse(delta('Wh')));
    answer.ends('data: {"choi');
    expect(seen.error).toMatchObject({ code: 'interrupted', partial: { content: 'Wh' } });
  });

  it('a refusal has the code, the status and the words that it has over fetch', () => {
    const { seen } = listen(openai().stream('Hi'));
    const body = JSON.stringify({ error: { message: 'Slow down', code: 'rate_limit_exceeded' } });
    taken().flush(body, { status: 429, statusText: 'x' });
    expect(seen.error).toMatchObject({
      code: 'rate_limited',
      status: 429,
      retryable: true,
      providerCode: 'rate_limit_exceeded',
      message: expect.stringContaining('Slow down'),
    });
  });

  it('a connection that fails is interrupted', () => {
    const { seen } = listen(openai().stream('Hi'));
    taken().error(new ProgressEvent('error'));
    expect(seen.error).toMatchObject({ code: 'interrupted', retryable: true });
  });

  it('silence is a time-out, and aborts', () => {
    new TestScheduler(() => undefined).run(({ flush }) => {
      const model = openaiCompatible({
        baseURL: '/api',
        model: 'm',
        transport: transport(),
        timeout: 50,
        retry: { count: 0 },
      });
      const { seen } = listen(model.stream('Hi'));
      const test = taken();
      answering(test).says(sse(delta('Wh')));
      flush();
      expect(seen.error).toMatchObject({ code: 'timeout', partial: { content: 'Wh' } });
      expect(test.cancelled).toBe(true);
    });
  });

  it('tries again what may pass, as over fetch', () => {
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(({ flush }) => {
      const model = openaiCompatible({
        baseURL: '/api',
        model: 'm',
        transport: transport(),
        retry: { count: 1, delay: 10 },
      });
      const { seen } = listen(model.pipe(stringParser()).stream('Hi'));
      taken().flush('busy', { status: 503, statusText: 'x' });
      scheduler.schedule(() => answering(taken()).says(sse(delta('Yes', 'stop'), '[DONE]')), 20);
      flush();
      expect(seen.values.join('')).toBe('Yes');
      expect(seen.isComplete).toBe(true);
    });
  });
});
