import { type Observable, of, type Subscription, throwError } from 'rxjs';

/** One scripted answer: after `status` notes its status, after `body` its bytes; everything in RxJS time. */
export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** When the status comes; by default at once. An error is a connection that fails. */
  readonly head?: Observable<unknown>;
  readonly body?: Observable<Uint8Array>;
}

export interface FakeFetch {
  readonly fetch: typeof fetch;
  readonly calls: readonly {
    readonly url: string;
    readonly init: RequestInit;
    isAborted: boolean;
    isCancelled: boolean;
  }[];
}

/** A `fetch` whose promises settle synchronously out of Observables, so that it runs in virtual time. */
export function fakeFetch(...answers: readonly FakeAnswer[]): FakeFetch {
  const calls: FakeFetch['calls'][number][] = [];
  const fetch = (url: string, init: RequestInit): unknown => {
    const answer = answers[Math.min(calls.length, answers.length - 1)] ?? {
      head: throwError(() => new Error('no answer')),
    };
    const call = { url, init, isAborted: false, isCancelled: false };
    calls.push(call);
    init.signal?.addEventListener('abort', () => {
      call.isAborted = true;
    });
    const { status = 200, headers = {}, head = of(null), body = of() } = answer;
    return thenable((resolve, reject) => {
      head.subscribe({
        next: () =>
          resolve({
            ok: status >= 200 && status < 300,
            status,
            headers: new Headers(headers),
            body: { getReader: () => readerOf(body, () => (call.isCancelled = true)) },
          }),
        error: reject,
      });
    });
  };
  return { fetch: fetch as typeof globalThis.fetch, calls };
}

type Settle = (resolve: (value: unknown) => void, reject: (error: unknown) => void) => void;

function thenable(settle: Settle): { then: Settle } {
  return { then: settle };
}

function readerOf(body: Observable<Uint8Array>, onCancel: () => void): unknown {
  const queue: ((resolve: (value: unknown) => void, reject: (error: unknown) => void) => void)[] = [];
  let waiting: { resolve: (value: unknown) => void; reject: (error: unknown) => void } | undefined;
  let subscription: Subscription | undefined;
  const put = (settle: (typeof queue)[number]): void => {
    queue.push(settle);
    const reader = waiting;
    waiting = undefined;
    if (reader) queue.shift()?.(reader.resolve, reader.reject);
  };
  return {
    read: () =>
      thenable((resolve, reject) => {
        const settle = queue.shift();
        if (settle) settle(resolve, reject);
        else waiting = { resolve, reject };
        subscription ??= body.subscribe({
          next: (value) => put((done) => done({ done: false, value })),
          error: (error) => put((_, fail) => fail(error)),
          complete: () => put((done) => done({ done: true, value: undefined })),
        });
      }),
    cancel: () => {
      onCancel();
      subscription?.unsubscribe();
      return Promise.resolve();
    },
  };
}
