import { catchError, map, type Observable, tap, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpRequest } from '../../src/providers/HttpRequest.ts';
import type { RequestLimits } from '../../src/providers/RequestLimits.ts';
import { requestBytes } from '../../src/providers/requestBytes.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { type FakeAnswer, type FakeFetch, fakeFetch } from './fakeFetch.ts';

describe('requestBytes', () => {
  beforeEach(() => {
    // No jitter: the waits are 500, 1000, 2000, …
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('gives the chunks of the body and completes with it', () =>
    virtual(({ body, run, expectObservable }) => {
      const { output } = run({ body: body('  -a-b-|') });
      expectObservable(output).toBe('        -a-b-|');
    }));

  it('does nothing before it is subscribed, and asks anew for each subscription', () =>
    virtual(({ body, run, flush, expectObservable }) => {
      const { output, fake } = run({ body: body('  -a|') });
      expect(fake.calls).toHaveLength(0);
      expectObservable(output).toBe('        -a|');
      expectObservable(output).toBe('        -a|');
      flush();
      expect(fake.calls).toHaveLength(2);
    }));

  it('completes with a body that is empty or absent', () =>
    virtual(({ body, run, expectObservable }) => {
      expectObservable(run({ body: body('|') }).output).toBe('|');
    }));

  it('aborts the request and cancels the reader at unsubscribe', () =>
    virtual(({ body, run, expectObservable, flush }) => {
      const { output, fake, bodies } = run({ body: body('  -a-b-c-|') });
      expectObservable(output, '                         ----!').toBe('-a-b-');
      flush();
      expect(fake.calls[0]).toMatchObject({ isAborted: true, isCancelled: true });
      expect(bodies).toEqual([{ subscribed: 0, unsubscribed: 4 }]);
    }));

  it('aborts nothing when the body is over', () =>
    virtual(({ body, run, expectObservable, flush }) => {
      const { output, fake } = run({ body: body('-a|') });
      expectObservable(output).toBe('                       -a|');
      flush();
      expect(fake.calls[0]).toMatchObject({ isAborted: false, isCancelled: false });
    }));

  it('aborts a request that has no answer yet', () =>
    virtual(({ cold, run, expectObservable, flush }) => {
      const { output, fake } = run({ head: cold('-----a') });
      expectObservable(output, '               ---!').toBe('');
      flush();
      expect(fake.calls[0]?.isAborted).toBe(true);
    }));

  describe('time-out', () => {
    it('ends a body that falls silent', () =>
      virtual(({ body, run, expectObservable }) => {
        const { output } = run({ body: body('-a 9ms b 60ms c|') }, { timeout: 50 });
        expectObservable(output).toBe('      -a 9ms b 49ms #', undefined, 'timeout');
      }));

    it('does not end a slow body that goes on', () =>
      virtual(({ body, run, expectObservable }) => {
        const { output } = run({ body: body('-a 48ms b 48ms c 48ms |') }, { timeout: 50 });
        expectObservable(output).toBe('      -a 48ms b 48ms c 48ms |');
      }));

    it('is 60 s by default', () =>
      virtual(({ body, run, expectObservable }) => {
        const { output } = run({ body: body('-a 70s b|') });
        expectObservable(output).toBe('      -a 59999ms #', undefined, 'timeout');
      }));

    it('covers the wait for an answer, and is not retried', () =>
      virtual(({ cold, run, expectObservable, flush }) => {
        const { output, fake } = run({ head: cold('1s a') }, { timeout: 50 });
        expectObservable(output).toBe('50ms #', undefined, 'timeout');
        flush();
        expect(fake.calls).toHaveLength(1);
        expect(fake.calls[0]?.isAborted).toBe(true);
      }));

    it.each([0, Number.POSITIVE_INFINITY, 2 ** 31])('is none for %s', (timeout) =>
      virtual(({ body, run, expectObservable }) => {
        const { output } = run({ body: body('-a 100000s b|') }, { timeout });
        expectObservable(output).toBe('      -a 100000s b|');
      }),
    );

    it('does not count the wait before a retry', () =>
      virtual(({ body, run, expectObservable }) => {
        const { output } = run([{ status: 500 }, { body: body('-a|') }], { timeout: 50 });
        expectObservable(output).toBe('500ms -a|');
      }));
  });

  describe('retry', () => {
    it.each([408, 409, 429, 500, 502, 503, 529])('tries again after %i', (status) =>
      virtual(({ body, run, expectObservable }) => {
        expectObservable(run([{ status }, { body: body('-a|') }]).output).toBe('500ms -a|');
      }),
    );

    it.each([
      [400, 'bad_request'],
      [401, 'unauthorized'],
      [403, 'unauthorized'],
      [404, 'not_found'],
      [413, 'bad_request'],
      [422, 'bad_request'],
    ])('does not try again after %i', (status, code) =>
      virtual(({ run, expectObservable, flush }) => {
        const { output, fake } = run({ status });
        expectObservable(output).toBe('#', undefined, code);
        flush();
        expect(fake.calls).toHaveLength(1);
      }),
    );

    it('tries again when the connection fails', () =>
      virtual(({ cold, body, run, expectObservable }) => {
        const failed = cold('--#', undefined, new TypeError('fetch failed'));
        expectObservable(run([{ head: failed }, { body: body('-a|') }]).output).toBe('-- 500ms -a|');
      }));

    it('tries again when the body breaks before its first chunk', () =>
      virtual(({ body, run, expectObservable }) => {
        expectObservable(run([{ body: body('--#') }, { body: body('-a|') }]).output).toBe('-- 500ms -a|');
      }));

    it('never tries again after the first chunk', () =>
      virtual(({ body, run, expectObservable, flush }) => {
        const { output, fake } = run([{ body: body('-a--#') }, { body: body('-b|') }]);
        expectObservable(output).toBe('             -a--#', undefined, 'interrupted');
        flush();
        expect(fake.calls).toHaveLength(1);
      }));

    it('doubles the wait and gives up after two retries', () =>
      virtual(({ run, expectObservable, flush }) => {
        const { output, fake } = run({ status: 503 });
        expectObservable(output).toBe('1500ms #', undefined, 'provider_error');
        flush();
        expect(fake.calls).toHaveLength(3);
      }));

    it('takes count and delay; a wait is at most 8 s', () =>
      virtual(({ run, expectObservable, flush }) => {
        const { output, fake } = run({ status: 503 }, { retry: { count: 4, delay: 3000 } });
        expectObservable(output).toBe('25s #', undefined, 'provider_error');
        flush();
        expect(fake.calls).toHaveLength(5);
      }));

    it('does not try again with count 0', () =>
      virtual(({ run, expectObservable }) => {
        expectObservable(run({ status: 503 }, { retry: { count: 0 } }).output).toBe(
          '#',
          undefined,
          'provider_error',
        );
      }));

    it('shortens a wait by up to a quarter', () =>
      virtual(({ body, run, expectObservable }) => {
        vi.spyOn(Math, 'random').mockReturnValue(0.8);
        expectObservable(run([{ status: 500 }, { body: body('-a|') }]).output).toBe('400ms -a|');
      }));

    it.each([
      ['retry-after-ms', { 'retry-after-ms': '30', 'retry-after': '9' }, '30ms'],
      ['retry-after in seconds', { 'retry-after': '2' }, '2s'],
      ['retry-after in parts of a second', { 'retry-after': '0.25' }, '250ms'],
      ['retry-after as a date', { 'retry-after': 'Thu, 01 Jan 1970 00:00:07 GMT' }, '7s'],
      ['retry-after that cannot be read', { 'retry-after': 'soon' }, '500ms'],
      ['a date that is over', { 'retry-after': 'Wed, 31 Dec 1969 23:00:00 GMT' }, '500ms'],
    ])('waits as %s says', (_, headers, wait) =>
      virtual(({ body, run, expectObservable }) => {
        expectObservable(run([{ status: 429, headers }, { body: body('-a|') }]).output).toBe(`${wait} -a|`);
      }),
    );

    it('does not wait for a server that asks for more than a minute', () =>
      virtual(({ run, expectObservable }) => {
        expectObservable(run({ status: 429, headers: { 'retry-after': '61' } }).output).toBe(
          '#',
          undefined,
          'rate_limited',
        );
      }));

    it('lets x-should-retry win', () =>
      virtual(({ body, run, expectObservable }) => {
        const never = { 'x-should-retry': 'false' };
        const always = { 'x-should-retry': 'true' };
        expectObservable(run({ status: 500, headers: never }).output).toBe('#', undefined, 'provider_error');
        expectObservable(run([{ status: 400, headers: always }, { body: body('-a|') }]).output).toBe(
          '500ms -a|',
        );
      }));

    it('stops waiting at unsubscribe', () =>
      virtual(({ run, expectObservable, flush }) => {
        const { output, fake } = run({ status: 503 });
        expectObservable(output, '300ms !').toBe('');
        flush();
        expect(fake.calls).toHaveLength(1);
      }));
  });

  it('reads the words of an error for two seconds at most', () =>
    virtual(({ body, run, expectObservable }) => {
      const { output } = run({ status: 400, body: body('-a 10s |') });
      expectObservable(output).toBe('2s #', undefined, 'bad_request');
    }));

  it('gives the status although its body breaks', () =>
    virtual(({ body, run, expectObservable }) => {
      expectObservable(run({ status: 404, body: body('-a-#') }).output).toBe('---#', undefined, 'not_found');
    }));
});

interface Helpers {
  readonly cold: TestScheduler['createColdObservable'];
  readonly flush: () => void;
  readonly expectObservable: TestScheduler['expectObservable'];
  body(marbles: string): Observable<Uint8Array>;
  run(
    answers: FakeAnswer | readonly FakeAnswer[],
    limits?: RequestLimits,
  ): { output: Observable<string>; fake: FakeFetch; bodies: { subscribed: number; unsubscribed?: number }[] };
}

/** Bytes are letters; errors are shown by their codes. */
function virtual(test: (helpers: Helpers) => void): void {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run(({ cold, expectObservable, flush }) => {
    const bodies: { subscribed: number; unsubscribed?: number }[] = [];
    const body = (marbles: string) =>
      cold(marbles, undefined, new TypeError('terminated')).pipe(
        tap({
          subscribe: () => bodies.push({ subscribed: scheduler.now() }),
          unsubscribe: () => Object.assign(bodies.at(-1) ?? {}, { unsubscribed: scheduler.now() }),
        }),
        map((letter) => new TextEncoder().encode(letter)),
      );
    const run: Helpers['run'] = (answers, limits) => {
      const fake = fakeFetch(...[answers].flat());
      const output = requestBytes(requestOf(fake.fetch), limits).pipe(
        map((bytes) => new TextDecoder().decode(bytes)),
        tap({ error: (error: unknown) => expect(error).toBeInstanceOf(RunnableError) }),
        catchError((error: RunnableError) => throwError(() => error.code)),
      );
      return { output, fake, bodies };
    };
    test({ cold, expectObservable, flush, body, run } as Helpers);
  });
}

function requestOf(fetch: typeof globalThis.fetch): HttpRequest {
  return {
    provider: 'test',
    url: 'https://example.com/',
    headers: new Headers(),
    body: '{}',
    fetch,
    secrets: [],
  };
}
