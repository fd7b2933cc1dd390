import * as fc from 'fast-check';
import { concat, from, Observable, of, reduce, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ChatTransport } from '../../src/providers/ChatTransport.ts';
import type { HttpRequest } from '../../src/providers/HttpRequest.ts';
import { requestBytes } from '../../src/providers/requestBytes.ts';
import { RunnableError } from '../../src/RunnableError.ts';

const request = (transport: ChatTransport): HttpRequest => ({
  provider: 'test',
  url: 'http://a.test/x',
  headers: new Headers({ 'x-key': 'top-secret-key' }),
  body: '{}',
  fetch: () => Promise.reject(new Error('not called')),
  transport,
  secrets: ['top-secret-key'],
});
const noRetry = { retry: { count: 0 } };

function read(source: Observable<Uint8Array>): { text?: string; error?: unknown } {
  const seen: { text?: string; error?: unknown } = {};
  source.pipe(reduce((all, bytes) => [...all, ...bytes], [] as readonly number[])).subscribe({
    next: (bytes) => (seen.text = new TextDecoder().decode(new Uint8Array(bytes))),
    error: (error: unknown) => (seen.error = error),
  });
  return seen;
}

describe('transport', () => {
  it('is given the address, the headers and the body, once per subscription', () => {
    const asked: unknown[] = [];
    const source = requestBytes(
      request((given) => {
        asked.push(given);
        return of('x');
      }),
    );
    expect(asked).toEqual([]);
    read(source);
    read(source);
    const one = { url: 'http://a.test/x', headers: { 'x-key': 'top-secret-key' }, body: '{}' };
    expect(asked).toEqual([one, one]);
  });

  it('may cut the text anywhere, also inside of a surrogate pair', () => {
    void fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.integer({ min: 1, max: 3 }),
        (text, size) => {
          const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
          expect(read(requestBytes(request(() => from(pieces)))).text ?? '').toBe(text);
        },
      ),
    );
  });

  it('fails as it says with a RunnableError, without secrets', () => {
    const own = new RunnableError('no: top-secret-key', { code: 'mine' });
    const { error } = read(
      requestBytes(
        request(() => throwError(() => own)),
        noRetry,
      ),
    );
    expect(error).toMatchObject({ code: 'mine', message: 'no: ***' });
  });

  it('tells a refusal as over fetch, where the cause is the answer', () => {
    const cause = {
      error: '{"error":{"message":"too much","code":"rate_limit_exceeded"}}',
      headers: new Headers({ 'x-request-id': 'r1' }),
    };
    const refused = new RunnableError('HTTP 429', { code: 'provider_error', status: 429, cause });
    const { error } = read(
      requestBytes(
        request(() => throwError(() => refused)),
        noRetry,
      ),
    );
    expect(error).toMatchObject({ code: 'rate_limited', status: 429, retryable: true });
    expect(String(error)).toContain('too much');
    expect(String(error)).toContain('r1');
  });

  it('takes any other error, thrown or sent, for a broken connection', () => {
    const broken = new Error('socket');
    const sent = read(
      requestBytes(
        request(() =>
          concat(
            of('a'),
            throwError(() => broken),
          ),
        ),
        noRetry,
      ),
    );
    const thrown = read(
      requestBytes(
        request(() => {
          throw broken;
        }),
        noRetry,
      ),
    );
    for (const { error } of [sent, thrown]) {
      expect(error).toMatchObject({ code: 'interrupted', retryable: true, cause: broken });
    }
  });

  it('is unsubscribed with its reader', () => {
    let isOpen = false;
    const transport: ChatTransport = () =>
      new Observable(() => {
        isOpen = true;
        return () => {
          isOpen = false;
        };
      });
    const subscription = requestBytes(request(transport)).subscribe();
    expect(isOpen).toBe(true);
    subscription.unsubscribe();
    expect(isOpen).toBe(false);
  });
});
