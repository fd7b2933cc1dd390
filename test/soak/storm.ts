/*
 * Many replies at the same time over all adapters, one in five broken at a random byte. The server is a process of its own.
 * `SOAK_STREAMS` and `SOAK_SEED` set how many and which. A stream must end in exactly the right text or in a typed error, and
 * 100 ms after the last nothing may be left.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { storm } from '../providers/storm.ts';
import { stormPlan } from '../providers/stormPlan.ts';
import { wireServer } from '../providers/wireServer.ts';

const count = Number(process.env.SOAK_STREAMS ?? 2_000);
const interval = 250;

const [, , role, given] = process.argv;
if (role === 'server') await serve(Number(given));
else await measure(Number(process.env.SOAK_SEED ?? Date.now() % 2 ** 31));

interface Counted {
  readonly baseURL: string;
  readonly open: number;
  readonly peak: number;
}

async function measure(seed: number): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), ['server', String(seed)], { stdio: 'inherit' });
  const told = () =>
    new Promise<Counted>((resolve) => child.once('message', resolve as (value: unknown) => void));
  const { baseURL } = await told();
  const counted = (): Promise<Counted> => {
    const answer = told();
    child.send('count');
    return answer;
  };
  const { faults, whole, failed, chunks, ms, examples } = await storm({
    baseURL,
    count,
    seed,
    interval,
    deadline: 120_000,
    serverSockets: async () => (await counted()).open,
  });
  const { peak } = await counted();
  child.disconnect();
  console.log(`SOAK_SEED=${seed}: ${count} streams, ${peak} at the same time, ${chunks} chunks, ${ms} ms`);
  console.log(`${whole} whole, failed: ${JSON.stringify(failed)}`);
  for (const [name, value] of Object.entries(faults)) {
    console.log(`${value === 0 ? '  ok' : 'FAIL'}  ${name}: ${value}`);
  }
  for (const example of examples) console.log(example);
  process.exitCode = Object.values(faults).some((value) => value !== 0) ? 1 : 0;
}

async function serve(seed: number): Promise<void> {
  const server = await wireServer();
  server.answerBy((body) => stormPlan(seed, Number(/stream (\d+)/.exec(body)?.[1]), interval).answer);
  const tell = (): void => {
    const counted: Counted = {
      baseURL: server.baseURL.replace('/v1', ''),
      open: server.openSockets,
      peak: server.peakSockets,
    };
    process.send?.(counted);
  };
  process.on('message', tell);
  process.on('disconnect', () => void server.stop());
  tell();
}
