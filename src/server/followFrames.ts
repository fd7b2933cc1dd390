import { concatMap, defer, Observable, retry, takeWhile, tap, throwError, timeout, timer } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import { askServer } from './askServer.ts';
import { cancelRun } from './cancelRun.ts';
import type { ConnectOptions, FollowOptions } from './FollowOptions.ts';
import { interrupted } from './interrupted.ts';
import { readPieces } from './readPieces.ts';
import { runAddress } from './runAddress.ts';
import { type Frame, SseReader } from './SseReader.ts';
import { toldError } from './toldError.ts';

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
    const runId = options.runId ?? crypto.getRandomValues(new BigUint64Array(2)).join('');
    const run = runAddress(url, runId);
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
        if (kind === 'fail') throw toldError(data);
        if (kind === 'cancel') throw new RunnableError('The run was cancelled.', { code: 'aborted' });
      }),
      tap({
        unsubscribe: () => {
          if (leave === 'cancel') cancelRun(url, runId, options).subscribe({ error: () => undefined });
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
    let bytes: ReadableStreamDefaultReader<Uint8Array> | undefined;
    const read = async (): Promise<void> => {
      const response = await askServer(url, { ...request, signal: controller.signal }, options);
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
        throw new RunnableError(`${url} answers with no event stream.`, { code: 'bad_frame' });
      }
      bytes = response.body!.getReader();
      await readPieces(bytes, (text) => subscriber.next(text));
    };
    read().then(
      () => subscriber.error(interrupted('The connection ended before the run did.')),
      (error) =>
        subscriber.error(
          error instanceof RunnableError ? error : interrupted('The connection broke.', error),
        ),
    );
    return () => {
      controller.abort();
      // A fetch that does not know its signal would send on for ever.
      bytes?.cancel().catch(() => undefined);
    };
  });
}

function backOff(count: number): number {
  return Math.min(30_000, 500 * 2 ** (count - 1)) * (1 - Math.random() / 2);
}
