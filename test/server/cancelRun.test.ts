import { lastValueFrom, toArray } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { chain } from '../../src/runnables/chain.ts';
import { cancelRun } from '../../src/server/cancelRun.ts';
import { followRun } from '../../src/server/followRun.ts';
import type { ServeEventsOptions } from '../../src/server/ServeEventsOptions.ts';
import { serveEvents } from '../../src/server/serveEvents.ts';
import { liveModel } from './liveModel.ts';
import { openServer } from './openServer.ts';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
});

const runId = 'c'.repeat(32);

async function served(options: Partial<ServeEventsOptions<string>> = {}) {
  const live = liveModel();
  const handler = serveEvents(chain(live.model), { input: z.string(), whenLeft: 'continue', ...options });
  const server = await openServer(handler);
  open.push(server);
  return { live, handler, url: server.url };
}

describe('cancelRun', () => {
  it('cancels a run for all who follow it, when it is subscribed', async () => {
    const { live, handler, url } = await served();
    const followed = lastValueFrom(followRun(url, { input: 'x', runId })).catch((error) => error);
    await live.untilOpened(1);
    const cancel = cancelRun(url, runId);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(handler.openRuns).toBe(1);
    expect(await lastValueFrom(cancel.pipe(toArray()))).toEqual([]);
    expect(await followed).toMatchObject({ code: 'aborted' });
    expect(live.closed).toBe(1);
  });

  it('completes for a run that is not there', async () => {
    const { url } = await served();
    expect(await lastValueFrom(cancelRun(`${url}?a=b`, runId).pipe(toArray()))).toEqual([]);
  });

  it('is not taken back by unsubscribing', async () => {
    const { live, url } = await served();
    followRun(url, { input: 'x', runId, leave: 'detach' }).subscribe({ error: () => undefined });
    await live.untilOpened(1);
    cancelRun(url, runId).subscribe().unsubscribe();
    await live.untilClosed(1);
  });

  it('sends its headers, and fails where the server refuses or is not there', async () => {
    const { url } = await served({ authorize: ({ headers }) => headers.get('authorization') === 'mine' });
    const failure = (headers: Record<string, string>, fetch?: typeof globalThis.fetch): Promise<unknown> =>
      lastValueFrom(cancelRun(url, runId, { headers, fetch }), { defaultValue: 'done' }).catch(
        (error) => error,
      );
    expect(await failure({ authorization: 'mine' })).toBe('done');
    expect(await failure({})).toMatchObject({ code: 'unauthorized', status: 401 });
    const fetch = vi.fn(() => Promise.reject(new TypeError('no network')));
    expect(await failure({}, fetch)).toMatchObject({ code: 'interrupted', retryable: true });
  });
});
