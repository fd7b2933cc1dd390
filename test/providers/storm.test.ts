import { afterAll, beforeAll, expect, it } from 'vitest';
import { storm } from './storm.ts';
import { stormPlan } from './stormPlan.ts';
import { type WireServer, wireServer } from './wireServer.ts';

let server: WireServer;
beforeAll(async () => {
  server = await wireServer();
});
afterAll(() => server.stop());

it('a storm of 80 streams leaves nothing behind, and none of them lies', async () => {
  const [seed, count, interval] = [20_261_124, 80, 2];
  server.answerBy((body) => stormPlan(seed, Number(/stream (\d+)/.exec(body)?.[1]), interval).answer);
  const faultsOf = Array.from({ length: count }, (_, n) => stormPlan(seed, n, interval).fault);
  const { faults, whole, examples, failed } = await storm({
    baseURL: server.baseURL.replace('/v1', ''),
    seed,
    count,
    interval,
    deadline: 60_000,
    serverSockets: async () => server.openSockets,
  });
  expect(examples).toEqual([]);
  // Both ends of a connection are in this process, so the server's side tells for both.
  expect({ ...faults, clientSockets: 0 }).toEqual({
    silent: 0,
    mixed: 0,
    untyped: 0,
    broken: 0,
    hung: 0,
    unhandled: 0,
    serverSockets: 0,
    clientSockets: 0,
    timers: 0,
    abortListeners: 0,
    subscriptions: 0,
    runs: 0,
  });
  expect(new Set(faultsOf)).toEqual(new Set(['none', 'cut', 'reset', 'garble', 'stall']));
  const broken = Object.values(failed).reduce((sum, count) => sum + count, 0);
  expect(whole + broken).toBe(count);
  expect(broken).toBeGreaterThan(faultsOf.filter((fault) => fault !== 'none').length / 2);
});
