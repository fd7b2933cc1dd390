import { from, Observable, of, take, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { AnthropicChunks } from '../../src/providers/AnthropicChunks.ts';
import type { ChatFormat } from '../../src/providers/ChatFormat.ts';
import { LineFrames } from '../../src/providers/LineFrames.ts';
import { OllamaChunks } from '../../src/providers/OllamaChunks.ts';
import { OpenAIChatChunks } from '../../src/providers/OpenAIChatChunks.ts';
import { OpenAIResponsesChunks } from '../../src/providers/OpenAIResponsesChunks.ts';
import { readReply } from '../../src/providers/readReply.ts';
import { SseFrames } from '../../src/providers/SseFrames.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { collectNow, type Outcome, textsOf } from './collect.ts';
import { codes, type Expected, expected, fixture, fixtures, replyOf } from './wireFixtures.ts';

const format: ChatFormat = {
  frames: (onFrame, provider) => new SseFrames(onFrame, provider),
  wire: () => new OpenAIChatChunks(),
};
const formats: Readonly<Record<string, ChatFormat>> = {
  'openai-chat-': format,
  'openai-responses-': {
    frames: (onFrame, provider) => new SseFrames(onFrame, provider),
    wire: () => new OpenAIResponsesChunks(),
  },
  'anthropic-': {
    frames: (onFrame, provider) => new SseFrames(onFrame, provider),
    wire: () => new AnthropicChunks(),
  },
  'ollama-': {
    frames: (onFrame, provider) => new LineFrames(onFrame, provider),
    wire: () => new OllamaChunks(),
  },
};
const names = Object.keys(formats).flatMap(fixtures);

describe('readReply', () => {
  it('finds the fixtures', () => expect([...names].sort()).toEqual(Object.keys(expected).sort()));

  describe.each(names)('%s', (name) => {
    const bytes = fixture(name);
    const wanted = expected[name] as Expected;
    const format = formats[
      Object.keys(formats).find((prefix) => name.startsWith(prefix)) ?? ''
    ] as ChatFormat;
    const reply = (pieces: readonly Uint8Array[]) =>
      collectNow(from(pieces).pipe(readReply(request, format)));

    it('gives the expected reply in one piece', () => check(reply([bytes]), wanted));

    it('gives the same chunks byte by byte', () => {
      const outcome = reply(Array.from(bytes, (_, offset) => bytes.subarray(offset, offset + 1)));
      check(outcome, wanted);
      expect(outcome).toEqual(reply([bytes]));
    });

    it('gives the same chunks at every cut', () => {
      const read = (...pieces: readonly Uint8Array[]) => {
        const outcome = reply(pieces);
        return JSON.stringify({ ...outcome, error: String(outcome.error) });
      };
      const whole = read(bytes);
      const cuts = Array.from(bytes.keys()).slice(1);
      expect(cuts.filter((cut) => read(bytes.subarray(0, cut), bytes.subarray(cut)) !== whole)).toEqual([]);
    }, 30_000);

    it('never takes a beginning of the body for a whole reply, unless the finish is in it', () => {
      const faults = ['interrupted', ...(wanted.error ? [codes[wanted.error.kind]] : [])];
      const wrong: string[] = [];
      for (let end = 0; end < bytes.length; end += 1) {
        const { isComplete, error, chunks } = reply([bytes.subarray(0, end)]);
        const text = textsOf(chunks).join('');
        if (!wanted.text.startsWith(text)) wrong.push(`${end}: ${text}`);
        const sent = new TextDecoder().decode(bytes.subarray(0, end));
        const mayComplete = text === wanted.text && finish.test(sent);
        if (isComplete ? !mayComplete : !faults.includes((error as RunnableError).code))
          wrong.push(`${end}: end`);
      }
      expect(wrong).toEqual([]);
    }, 30_000);
  });

  it('emits each text as its own chunk, in the call that brought its last byte', () => {
    const texts: string[] = [];
    const bytes = fixture('openai-chat-text.sse');
    new Observable<Uint8Array>((subscriber) => {
      for (const [offset] of bytes.entries()) {
        subscriber.next(bytes.subarray(offset, offset + 1));
        const sent = new TextDecoder().decode(bytes.subarray(0, offset + 1));
        const whole = sent.split('\n\n').slice(0, -1).join('');
        expect(texts.join('')).toBe(
          [...whole.matchAll(/"content":"([^"]*)"/g)].map((match) => match[1]).join(''),
        );
      }
    })
      .pipe(readReply(request, format))
      .subscribe((chunk) => texts.push(chunk.content as string));
    expect(texts.filter((text) => text !== '')).toEqual(['The ', 'sky ', 'is ', 'blue', '.']);
  });

  it('keeps the partial message when the connection breaks', () => {
    const bytes = fixture('openai-chat-truncated.sse');
    const broken = new RunnableError('broken', { code: 'interrupted' });
    const source = new Observable<Uint8Array>((subscriber) => {
      subscriber.next(bytes);
      subscriber.error(broken);
    });
    const { error, chunks } = collectNow(source.pipe(readReply(request, format)));
    expect(textsOf(chunks)).toEqual(['The ', 'sky ']);
    expect(error).toBe(broken);
    expect(broken.partial).toMatchObject({ type: 'ai_chunk', content: 'The sky ', id: 'chatcmpl-1' });
  });

  it('has no partial when nothing had arrived', () => {
    const { error } = collectNow(of<Uint8Array>().pipe(readReply(request, format)));
    expect(error).toMatchObject({ code: 'interrupted', retryable: true });
    expect('partial' in (error as RunnableError)).toBe(false);
    expect((error as RunnableError).message).not.toContain('partial');
  });

  it("passes a user's own error unchanged", () => {
    const error = new Error('mine');
    expect(collectNow(throwError(() => error).pipe(readReply(request, format))).error).toBe(error);
  });

  it('stops reading when the consumer leaves, in the middle of a piece', () => {
    let isTornDown = false;
    const chunks: AIMessageChunk[] = [];
    new Observable<Uint8Array>((subscriber) => {
      subscriber.next(fixture('openai-chat-text.sse'));
      return () => {
        isTornDown = true;
      };
    })
      .pipe(readReply(request, format), take(2))
      .subscribe((chunk) => chunks.push(chunk));
    expect(textsOf(chunks)).toEqual(['The ', 'sky ']);
    expect(isTornDown).toBe(true);
  });

  it('stops reading at the end marker', () => {
    let isTornDown = false;
    const source = new Observable<Uint8Array>((subscriber) => {
      subscriber.next(fixture('openai-chat-after-done.sse'));
      return () => {
        isTornDown = true;
      };
    });
    expect(collectNow(source.pipe(readReply(request, format))).isComplete).toBe(true);
    expect(isTornDown).toBe(true);
  });

  it('gives each subscription a state of its own', () => {
    const reply = of(fixture('openai-chat-tools.sse')).pipe(readReply(request, format));
    expect(collectNow(reply)).toEqual(collectNow(reply));
  });

  it('never touches a chunk again', () => {
    const frozen: string[] = [];
    const chunks: AIMessageChunk[] = [];
    of(fixture('openai-chat-tools.sse'))
      .pipe(readReply(request, format))
      .subscribe((chunk) => {
        chunks.push(chunk);
        frozen.push(JSON.stringify(chunk));
      });
    expect(chunks.map((chunk) => JSON.stringify(chunk))).toEqual(frozen);
  });

  it.each([
    [
      'an error of the provider',
      `data: {"error":{"message":"no such key: ${'sk-canary-123456'}","code":"sk-canary-123456"}}\n\n`,
    ],
    ['a frame that cannot be read', 'data: {"sk-canary-123456": BROKEN\n\n'],
  ])('hides a secret that %s repeats', (_, body) => {
    const secret = 'sk-canary-123456';
    const source = of(new TextEncoder().encode(body));
    const { error } = collectNow(source.pipe(readReply({ provider: 'test', secrets: [secret] }, format)));
    const { message, stack, cause, providerCode } = error as RunnableError;
    expect([message, stack, String((cause as Error)?.stack), providerCode].join('\n')).not.toContain(secret);
    expect(message).toContain('***');
  });

  it('takes a body that is one JSON document: an error with status 200', () => {
    const { error } = collectNow(bodyOf('{"error": {"message": "boom", "type": "server_error"}}'));
    expect(error).toMatchObject({ code: 'provider_error', providerCode: 'server_error', retryable: true });
  });

  it('takes a body that is one JSON document: a reply that was not streamed', () => {
    const message = {
      role: 'assistant',
      content: 'Hello',
      tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{}' } }],
    };
    const body = {
      id: 'x',
      model: 'm',
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
    };
    const { chunks, isComplete } = collectNow(bodyOf(JSON.stringify(body, null, 2)));
    expect(isComplete).toBe(true);
    expect(replyOf(chunks)).toMatchObject({
      text: 'Hello',
      tool_calls: [{ index: 0, id: 'c', name: 'f', args: {} }],
      usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
      finish_reason: 'stop',
    });
  });

  it('says where to find what had arrived, if anything had', () => {
    const chunk = 'data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}\n\n';
    const broken = 'data: {BROKEN\n\n';
    const { error: late } = collectNow(bodyOf(chunk + broken));
    expect(late).toMatchObject({
      code: 'bad_frame',
      message:
        'openaiCompatible: a frame of the answer cannot be read: {BROKEN. Check what answers at baseURL. What had arrived is in `partial`.',
      partial: { content: 'Hel' },
      cause: expect.any(SyntaxError),
    });
    const { error: early } = collectNow(bodyOf(broken));
    expect(early).toMatchObject({ code: 'bad_frame', message: expect.stringContaining('{BROKEN') });
    expect((early as Error).message).not.toContain('partial');
  });

  it('names a web page and does not show it', () => {
    const { error } = collectNow(bodyOf('<!doctype html><title>Sign in</title>'));
    expect(error).toMatchObject({
      code: 'web_page',
      message: expect.stringMatching(/^test: a web page came instead of an answer/),
    });
    expect((error as Error).message).not.toContain('Sign in');
  });
});

const request = { provider: 'test', secrets: [] };

/** What says that a reply is whole, on any of the wires. */
const finish = /\[DONE\]|"finish_reason":"|"stop_reason":"|"done":true|"type":"response.completed"/;

function bodyOf(text: string): Observable<AIMessageChunk> {
  return of(new TextEncoder().encode(text)).pipe(readReply(request, format));
}

function check({ chunks, isComplete, error }: Outcome<AIMessageChunk>, wanted: Expected): void {
  if (wanted.outcome === 'complete') {
    expect(error).toBeUndefined();
    expect(isComplete).toBe(true);
    const { outcome: _, signature, ...reply } = wanted;
    expect(replyOf(chunks)).toEqual(reply);
    if (signature) expect(JSON.stringify(chunks)).toContain(`"signature":"${signature}"`);
    return;
  }
  expect(textsOf(chunks).join('')).toBe(wanted.text);
  expect(error).toBeInstanceOf(RunnableError);
  const { code, message, retryable, providerCode, partial } = error as RunnableError;
  expect(code).toBe(codes[wanted.error?.kind ?? '']);
  if (wanted.error?.message) expect(message).toContain(wanted.error.message);
  if (wanted.error?.retryable) expect(retryable).toBe(true);
  if (wanted.error?.code) expect(providerCode).toBe(wanted.error.code);
  const { content, tool_call_chunks = [], tool_calls } = partial as AIMessageChunk;
  expect(content).toBe(wanted.text);
  expect(tool_call_chunks.map(({ args }) => args)).toEqual(wanted.partial_tool_args);
  expect(tool_calls).toBeUndefined();
}
