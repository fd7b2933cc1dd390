import { concatMap, defer, Observable, retry, takeWhile, tap, throwError, timeout, timer } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import type { ConnectOptions, FollowOptions } from './FollowOptions.ts';
import { type Frame, SseReader } from './SseReader.ts';

/**
 * What a server of `serveEvents` tells of a run, each frame once, over as many connections as it takes. Completes behind the frame
 * that ends the run, which comes last; where that is a failure or a cancellation it fails instead.
 */
export function followFrames(url: string, options: FollowOptions): Observable<Frame> {
  return defer(() => {
    const { count = 5, idle = 45_000, delay = backOff } = options;
    const isStart = options.input !== undefined;
    const body = JSON.stringify({ input: options.input });
    const { leave = isStart ? 'cancel' : 'detach' } = options;
    const run = `${url}${url.includes('?') ? '&' : '?'}run=${options.runId ?? newId()}`;
    let lastId: string | undefined;
    let failures = 0;

    const connection = defer(() => {
      const reader = new SseReader();
      // Asked again before anything has come, the server gives the run that it has started already.
      const request: RequestInit =
        isStart && lastId === undefined
          ? { method: 'POST', body, headers: { 'content-type': 'application/json' } }
          : { headers: lastId === undefined ? {} : { 'last-event-id': lastId } };
      return fetchText(run, request, options).pipe(
        timeout({ each: idle, with: () => throwError(() => interrupted('The server is silent.')) }),
        concatMap((text) => reader.write(text)),
        takeWhile(({ kind }) => !/^(end|fail|cancel)$/.test(kind), true),
      );
    });

    return connection.pipe(
      tap(({ id }) => {
        failures = 0;
        lastId = id ?? lastId;
      }),
      retry({
        delay: (error) => {
          if (isFinal(error) || ++failures > count) throw error;
          return timer(typeof delay === 'number' ? delay : delay(failures));
        },
      }),
      tap(({ kind, data }) => {
        if (kind === 'fail') throw errorOf(data);
        if (kind === 'cancel') throw new RunnableError('The run was cancelled.', { code: 'aborted' });
      }),
      tap({
        unsubscribe: () => {
          if (leave === 'cancel')
            ask(run, { method: 'DELETE', keepalive: true }, options).catch(() => undefined);
        },
      }),
    );
  });
}

/** Whether the same request would fail again. */
function isFinal(error: unknown): boolean {
  return error instanceof RunnableError && error.retryable !== true;
}

/** The text of the answer. Its end is an error: the frame that ends the run comes before it. */
function fetchText(url: string, request: RequestInit, options: ConnectOptions): Observable<string> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let reader: ReadableStreamDefaultReader<string> | undefined;
    const read = async (): Promise<void> => {
      const response = await ask(url, { ...request, signal: controller.signal }, options);
      if (!response.ok) throw await refused(response);
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
        throw new RunnableError(`${url} answers with no event stream.`, { code: 'bad_frame' });
      }
      reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        subscriber.next(value);
      }
    };
    read().then(
      () => subscriber.error(interrupted('The connection ended before the run did.')),
      (error) =>
        subscriber.error(
          error instanceof RunnableError ? error : interrupted('The server cannot be reached.', error),
        ),
    );
    return () => {
      controller.abort();
      // A fetch that does not know its signal would send on for ever.
      reader?.cancel().catch(() => undefined);
    };
  });
}

async function ask(url: string, request: RequestInit, options: ConnectOptions): Promise<Response> {
  const { headers, credentials = 'same-origin', fetch = globalThis.fetch } = options;
  const own = typeof headers === 'function' ? await headers() : headers;
  return fetch(url, {
    ...request,
    credentials,
    headers: { ...request.headers, ...own } as Record<string, string>,
  });
}

async function refused(response: Response): Promise<RunnableError> {
  const { status } = response;
  const told = await response.json().catch(() => undefined);
  return errorOf({
    code: status < 500 ? 'bad_request' : 'provider_error',
    message: `The server answers with status ${status}.`,
    ...told?.error,
    status,
    retryable: [408, 425, 429, 502, 503, 504].includes(status),
  });
}

function errorOf(data: unknown): RunnableError {
  const { message, ...rest } = data as { readonly message: string; readonly code: string };
  return new RunnableError(message, rest);
}

function interrupted(message: string, cause?: unknown): RunnableError {
  return new RunnableError(message, { code: 'interrupted', retryable: true, cause });
}

function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

function backOff(count: number): number {
  return Math.min(30_000, 500 * 2 ** (count - 1)) * (1 - Math.random() / 2);
}
