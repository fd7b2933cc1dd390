import { config, firstValueFrom, type Observable, take, tap, toArray } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { type OpenAICompatibleOptions, openaiCompatible } from '../../src/providers/openaiCompatible.ts';
import type { RunnableError } from '../../src/RunnableError.ts';
import { collect, textsOf } from './collect.ts';
import { fixture } from './wireFixtures.ts';
import { type WireAnswer, type WireServer, wireServer } from './wireServer.ts';

// The catalogue's faults over a real connection. Every wait is for an event of the server; no duration is asserted.
describe('openaiCompatible over a faulty connection', () => {
  let server: WireServer;
  const late: unknown[] = [];
  beforeAll(async () => {
    server = await wireServer();
    // No error may come when the subscriber has gone, and none may be lost.
    config.onStoppedNotification = (notification) => notification.kind === 'E' && late.push(notification);
    config.onUnhandledError = (error) => late.push(error);
  });
  afterEach(async () => {
    await server.quiet();
    expect(late).toEqual([]);
  });
  afterAll(async () => {
    config.onStoppedNotification = null;
    config.onUnhandledError = null;
    await server.stop();
  });

  function ask(
    answer: WireAnswer,
    options: Partial<OpenAICompatibleOptions> = {},
    signal?: AbortSignal,
  ): Observable<AIMessageChunk> {
    server.answer(answer);
    const model = openaiCompatible({ baseURL: server.baseURL, model: 'm', retry: { count: 0 }, ...options });
    return model.stream('hi', { signal });
  }

  it('T01 closes the socket when the consumer has enough', async () => {
    const { body, cuts } = tokens(300);
    expect(textsOf(await firstValueFrom(ask({ body, cuts, interval: 10 }).pipe(take(3), toArray())))).toEqual(
      ['0 ', '1 ', '2 '],
    );
    await server.requests[0]?.closed;
    expect(server.requests[0]?.sent).toBeLessThan(body.length / 2);
  });

  it('T02 fails with the reason of the signal and closes the socket', async () => {
    const { body, cuts } = tokens(300);
    const controller = new AbortController();
    const stream = ask({ body, cuts, interval: 10 }, {}, controller.signal);
    const { chunks, error } = await collect(
      stream.pipe(tap((chunk) => chunk.content === '2 ' && controller.abort())),
    );
    expect(textsOf(chunks)).toEqual(['0 ', '1 ']);
    expect(error).toBe(controller.signal.reason);
    expect(error).toMatchObject({ name: 'AbortError' });
    await server.requests[0]?.closed;
  });

  it('T03 is aborted while the server is silent', async () => {
    const { body } = tokens(2);
    const controller = new AbortController();
    const reason = new Error('enough');
    const seen: string[] = [];
    const over = collect(
      ask({ body, then: 'stall' }, {}, controller.signal).pipe(
        tap((chunk) => seen.push(chunk.content as string)),
      ),
    );
    await expect.poll(() => seen).toHaveLength(2);
    controller.abort(reason);
    expect((await over).error).toBe(reason);
    await server.requests[0]?.closed;
  });

  it('T04 sends nothing when the signal is aborted already', async () => {
    const { error, chunks } = await collect(ask({ body: '' }, {}, AbortSignal.abort()));
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(chunks).toEqual([]);
    expect(server.requests).toHaveLength(0);
  });

  it('leaves no listener on a signal', async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(signal, given);
    };
    signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(signal, given);
    };
    await collect(ask({ body: tokens(2).body }, {}, signal));
    await collect(ask({ status: 500 }, {}, signal));
    await collect(ask({ body: tokens(200).body }, {}, signal).pipe(take(1)));
    expect(listeners).toBe(0);
  });

  it('T05 fails when the socket is reset, and keeps what had come', async () => {
    const { body, cuts } = tokens(10);
    const { chunks, error } = await collect(
      ask({ body, cuts, interval: 10, after: cuts[4] as number, then: 'reset' }),
    );
    expect(textsOf(chunks)).toEqual(['0 ', '1 ', '2 ', '3 ', '4 ']);
    expect(error).toMatchObject({ code: 'interrupted', retryable: true, partial: { content: '0 1 2 3 4 ' } });
    expect((error as RunnableError).cause).toBeInstanceOf(Error);
  });

  it('T06 fails when the body ends before the reply', async () => {
    const { body, cuts } = tokens(10);
    const { error } = await collect(ask({ body, after: cuts[4] as number }));
    expect(error).toMatchObject({ code: 'interrupted', retryable: true, partial: { content: '0 1 2 3 4 ' } });
  });

  it('T07 delivers a last event without its blank line', async () => {
    const { chunks, isComplete } = await collect(ask({ body: fixture('openai-chat-no-blank-line.sse') }));
    expect(textsOf(chunks).join('')).toBe('The sky is blue.');
    expect(isComplete).toBe(true);
  });

  it('T08 reads every byte of its own, whatever the script', async () => {
    const text = '하늘은 푸르다 👩‍👩‍👧 空は青い';
    const body = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }] })}\n\n`;
    const { chunks, isComplete } = await collect(ask({ body, cuts: 'bytes' }));
    expect(textsOf(chunks)).toEqual([text]);
    expect(isComplete).toBe(true);
  });

  it('T09 reads CR, comments, id, retry and a byte order mark', async () => {
    const { chunks, isComplete } = await collect(
      ask({ body: fixture('openai-chat-cr-comments.sse'), cuts: 'bytes' }),
    );
    expect(textsOf(chunks)).toEqual(['The ', 'sky ', 'is ', 'blue', '.']);
    expect(isComplete).toBe(true);
  });

  it('T10 fails at a frame that cannot be read, and reads nothing behind it', async () => {
    const { chunks, error } = await collect(ask({ body: fixture('openai-chat-bad-frame.sse') }));
    expect(textsOf(chunks)).toEqual(['The ', 'sky ']);
    expect(error).toMatchObject({ code: 'bad_frame', partial: { content: 'The sky ' } });
  });

  it('T11 fails at an error frame', async () => {
    const { chunks, error } = await collect(ask({ body: fixture('openai-chat-error.sse') }));
    expect(textsOf(chunks)).toEqual(['The ', 'sky ']);
    expect(error).toMatchObject({
      code: 'provider_error',
      providerCode: 'server_error',
      partial: { content: 'The sky ' },
    });
  });

  it('T12 reads nothing behind the end marker, and waits for nothing', async () => {
    const { chunks, isComplete } = await collect(
      ask({ body: fixture('openai-chat-after-done.sse'), then: 'stall' }),
    );
    expect(textsOf(chunks).join('')).toBe('The sky is blue.');
    expect(isComplete).toBe(true);
    await server.requests[0]?.closed;
  });

  it('T13 ends a silent body by the time-out', async () => {
    const { chunks, error } = await collect(ask({ body: tokens(2).body, then: 'stall' }, { timeout: 100 }));
    expect(textsOf(chunks)).toEqual(['0 ', '1 ']);
    expect(error).toMatchObject({
      code: 'timeout',
      name: 'TimeoutError',
      retryable: true,
      partial: { content: '0 1 ' },
    });
    await server.requests[0]?.closed;
  });

  it('T13 ends a server that never answers by the time-out', async () => {
    expect((await collect(ask({ then: 'silent' }, { timeout: 100 }))).error).toMatchObject({
      code: 'timeout',
    });
    await server.requests[0]?.closed;
  });

  it('lets a slow body take longer than the time-out', async () => {
    const { body, cuts } = tokens(8, true);
    const { isComplete } = await collect(ask({ body, cuts, interval: 100 }, { timeout: 600 }));
    expect(isComplete).toBe(true);
  });

  it('T14 refuses a line of 32 MB', async () => {
    const size = 32 * 1024 * 1024;
    const cuts = Array.from({ length: 511 }, (_, index) => (index + 1) * 65_536);
    const { error } = await collect(ask({ body: Buffer.alloc(size, 'x'), cuts }));
    expect(error).toMatchObject({ code: 'too_large' });
    await server.requests[0]?.closed;
    expect(server.requests[0]?.sent).toBeLessThan(size);
  });

  it('T15 ends every one of many streams in its text or in an error', async () => {
    const { body, cuts } = tokens(20, true);
    const random = numbers(7);
    const plans = Array.from({ length: 120 }, () =>
      random() < 0.3 ? Math.floor(random() * body.length) : undefined,
    );
    server.answer(
      ...plans.map(
        (after): WireAnswer => ({
          body,
          cuts,
          interval: 1,
          ...(after !== undefined && { after, then: 'reset' }),
        }),
      ),
    );
    const model = openaiCompatible({ baseURL: server.baseURL, model: 'm', retry: { count: 0 } });
    const whole = Array.from({ length: 20 }, (_, index) => `${index} `).join('');
    const outcomes = await Promise.all(plans.map(() => collect(model.stream('hi'))));
    for (const { chunks, isComplete, error } of outcomes) {
      const text = textsOf(chunks).join('');
      if (isComplete) expect(text).toBe(whole);
      else
        expect({ code: (error as RunnableError).code, isBeginning: whole.startsWith(text) }).toEqual({
          code: 'interrupted',
          isBeginning: true,
        });
    }
    const wholeOnes = outcomes.filter((outcome) => outcome.isComplete).length;
    expect(wholeOnes).toBeGreaterThanOrEqual(plans.filter((after) => after === undefined).length);
    expect(wholeOnes).toBeLessThan(plans.length);
  });
});

/** Frames of one word each, with the offsets behind them. */
function tokens(count: number, isWhole = false): { body: string; cuts: readonly number[] } {
  const frames = Array.from(
    { length: count },
    (_, index) => `data: {"choices":[{"index":0,"delta":{"content":"${index} "}}]}\n\n`,
  );
  const all = isWhole ? [...frames, 'data: [DONE]\n\n'] : frames;
  let offset = 0;
  const cuts = all.map((frame) => {
    offset += frame.length;
    return offset;
  });
  return { body: all.join(''), cuts };
}

/** Numbers from 0 to 1 that a seed fixes. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
