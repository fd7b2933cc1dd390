import { getEventListeners, setMaxListeners } from 'node:events';
import { config, type Subscription } from 'rxjs';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { stormPlan } from './stormPlan.ts';

export interface StormOptions {
  readonly baseURL: string;
  readonly count: number;
  readonly seed: number;
  /** Milliseconds between two frames of an answer. */
  readonly interval: number;
  /** Milliseconds after which a stream that has not ended hangs. */
  readonly deadline: number;
  /** Sockets that the server has open. */
  readonly serverSockets: () => Promise<number>;
}

/** What must not be, each with its number. */
export interface StormFaults {
  /** Streams that completed with another text than the right one. */
  readonly silent: number;
  /** Streams with text that is no beginning of the right one. */
  readonly mixed: number;
  /** Streams that failed with an error that is not ours, or without a code. */
  readonly untyped: number;
  /** Streams that failed although nothing was wrong. */
  readonly broken: number;
  readonly hung: number;
  readonly unhandled: number;
  /** 100 ms after the last stream. */
  readonly serverSockets: number;
  readonly clientSockets: number;
  readonly timers: number;
  readonly abortListeners: number;
  readonly subscriptions: number;
  readonly runs: number;
}

export interface StormReport {
  readonly faults: StormFaults;
  readonly whole: number;
  /** How many streams failed, by the code of their error. */
  readonly failed: Readonly<Record<string, number>>;
  readonly chunks: number;
  readonly ms: number;
  /** The first few faults in words. */
  readonly examples: readonly string[];
}

/** Asks a server of `stormPlan` for many replies at the same time, and looks at what each became and at what is left. */
export async function storm(options: StormOptions): Promise<StormReport> {
  const { baseURL, count, seed, interval } = options;
  const restore = await withoutPool();
  const before = resources();
  const examples: string[] = [];
  let unhandled = 0;
  const report = (error: unknown) => {
    unhandled += 1;
    examples.push(`unhandled: ${String(error)}`);
  };
  const hooks = {
    onUnhandledError: config.onUnhandledError,
    onStoppedNotification: config.onStoppedNotification,
  };
  Object.assign(config, {
    onUnhandledError: report,
    onStoppedNotification: (late: { kind: string }) => late.kind === 'E' && report('an error after the end'),
  });
  process.on('unhandledRejection', report);
  process.on('uncaughtException', report);

  const controller = new AbortController();
  const { signal } = controller;
  setMaxListeners(0, signal);
  const open = new Set<string>();
  const events = {
    next: ({ event, run_id }: { event: string; run_id: string }) => {
      if (event.endsWith('_start')) open.add(run_id);
      else if (/_(end|error|cancel)$/.test(event)) open.delete(run_id);
    },
  };
  const tally = { silent: 0, mixed: 0, untyped: 0, broken: 0, hung: 0 };
  const failed: Record<string, number> = {};
  let whole = 0;
  let chunks = 0;
  const blame = (kind: keyof typeof tally, n: number, detail: unknown): void => {
    tally[kind] += 1;
    if (examples.length < 10) examples.push(`${kind}: stream ${n} (seed ${seed}): ${String(detail)}`);
  };
  const begun = performance.now();
  const subscriptions: Subscription[] = [];
  const ends = Array.from({ length: count }, (_, n) => {
    const { wire, text: right, fault } = stormPlan(seed, n, interval);
    const model = wire.make({
      baseURL,
      retry: { count: 1, delay: 10 },
      timeout: fault === 'stall' ? 500 : options.deadline,
    });
    return new Promise<void>((resolve) => {
      let text = '';
      const limit = setTimeout(() => {
        blame('hung', n, fault);
        resolve();
      }, options.deadline);
      const over = (): void => {
        clearTimeout(limit);
        resolve();
      };
      subscriptions.push(
        model.stream(`stream ${n}`, { signal, events }).subscribe({
          next: (chunk: AIMessageChunk) => {
            chunks += 1;
            text += chunk.content as string;
            if (!right.startsWith(text)) blame('mixed', n, text.slice(-40));
          },
          error: (error: unknown) => {
            const code = error instanceof RunnableError ? error.code : 'none';
            failed[code] = (failed[code] ?? 0) + 1;
            if (!codes.includes(code)) blame('untyped', n, error);
            if (fault === 'none') blame('broken', n, error);
            over();
          },
          complete: () => {
            whole += 1;
            if (text !== right) blame('silent', n, `${fault}, ${text.length} of ${right.length}`);
            over();
          },
        }),
      );
    });
  });
  await Promise.all(ends);
  const ms = Math.round(performance.now() - begun);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const after = resources();
  const serverSockets = await options.serverSockets();
  Object.assign(config, hooks);
  restore();
  process.off('unhandledRejection', report);
  process.off('uncaughtException', report);
  return {
    faults: {
      ...tally,
      unhandled,
      serverSockets,
      clientSockets: Math.max(0, after.sockets - before.sockets),
      timers: Math.max(0, after.timers - before.timers),
      abortListeners: getEventListeners(signal, 'abort').length,
      subscriptions: subscriptions.filter(({ closed }) => !closed).length,
      runs: open.size,
    },
    whole,
    failed,
    chunks,
    ms,
    examples,
  };
}

const codes = ['interrupted', 'timeout', 'bad_frame', 'provider_error', 'web_page'];

/**
 * Node's fetch makes a new connection for each that an abort closed, and keeps it for four seconds in case that it is wanted.
 * Those are not ours, and hide whether ours are closed; with these options it keeps none.
 */
async function withoutPool(): Promise<() => void> {
  const key = Symbol.for('undici.globalDispatcher.1');
  const scope = globalThis as unknown as Record<symbol, object>;
  // The first call makes the dispatcher.
  await fetch('data:,');
  const pool = scope[key] as object;
  scope[key] = new (pool.constructor as new (options: object) => object)({
    pipelining: 0,
    keepAliveTimeout: 1,
  });
  return () => {
    scope[key] = pool;
  };
}

function resources(): { sockets: number; timers: number } {
  const active = process.getActiveResourcesInfo();
  return {
    sockets: active.filter((name) => name === 'TCPSocketWrap' || name === 'TCPWRAP').length,
    timers: active.filter((name) => name === 'Timeout').length,
  };
}
