import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import fc from 'fast-check';
import { config } from 'rxjs';
import { arbitraryChain } from '../laws/arbitraryChain.ts';
import type { StepSpec } from '../laws/ChainSpec.ts';
import { executeTold, type Injection, type Way, ways } from '../laws/executeTold.ts';
import { injectionsFor } from '../laws/injectionsFor.ts';

/**
 * Random chains with everything done to them that can be, at every event, chunk and frame: laws broken, hangs, unhandled
 * rejections, and whether the same seed gives the same bytes of events. `SOAK_CHAINS` and `FC_SEED` set how many and which.
 */
const chains = Number(process.env.SOAK_CHAINS ?? 10_000);
const firstSeed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
const perBatch = 100;
const batchLimit = 600_000;

interface Report {
  readonly chains: number;
  readonly runs: number;
  readonly events: number;
  readonly faults: readonly string[];
  readonly hash: string;
}

const [seed, count, kind] = process.argv.slice(2);
if (seed === undefined) await runAll();
else process.stdout.write(JSON.stringify(runBatch(Number(seed), Number(count), kind === 'disturbed')));

function sample(seed: number, count: number): (readonly [readonly StepSpec[], Way])[] {
  return fc.sample(fc.tuple(arbitraryChain(), fc.constantFrom(...ways)), { seed, numRuns: count });
}

function runBatch(seed: number, count: number, isDisturbed: boolean): Report {
  const faults: string[] = [];
  const unhandled = (what: string) => (reason: unknown) =>
    void faults.push(`FC_SEED=${seed} ${what}: ${String(reason)}`);
  process.on('unhandledRejection', unhandled('unhandled rejection'));
  process.on('uncaughtException', unhandled('uncaught exception'));
  // A sink that throws is reported by this hook; nothing else may be.
  config.onUnhandledError = (error) => {
    if ((error as Error).message !== 'sink failed')
      faults.push(`FC_SEED=${seed} unhandled error: ${String(error)}`);
  };
  const hash = createHash('sha256');
  let runs = 0;
  let events = 0;
  for (const [specs, way] of sample(seed, count)) {
    const run = (injection?: Injection): ReturnType<typeof executeTold> => {
      const told = executeTold(specs, way, injection);
      runs++;
      events += told.events.length;
      if (told.faults.length > 0) {
        faults.push(
          `FC_SEED=${seed} ${way} ${JSON.stringify(injection)} ${JSON.stringify(specs)}\n${told.faults.join('\n')}`,
        );
      }
      hash.update(JSON.stringify(told.events));
      return told;
    };
    const told = run();
    if (isDisturbed) for (const injection of injectionsFor(told)) run(injection);
  }
  return { chains: count, runs, events, faults, hash: hash.digest('hex') };
}

async function runAll(): Promise<void> {
  const batches = Array.from({ length: Math.ceil(chains / perBatch) }, (_, i) => ({
    seed: firstSeed + i,
    count: Math.min(perBatch, chains - i * perBatch),
  }));
  const total = { chains: 0, runs: 0, events: 0, replayed: 0 };
  let faults = 0;
  const tell = (...told: readonly string[]): void => {
    faults += told.length;
    for (const fault of told.slice(0, 3)) console.log(fault);
  };
  const begun = performance.now();
  const work = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const { seed, count } = batch;
      try {
        const report = await runApart(seed, count, 'disturbed');
        const once = await runApart(seed, count, 'as they are');
        const again = await runApart(seed, count, 'as they are');
        total.chains += report.chains;
        total.runs += report.runs;
        total.events += report.events;
        total.replayed += count;
        tell(...report.faults);
        if (once.hash !== again.hash) tell(`FC_SEED=${seed} the events differ when they are replayed`);
      } catch (error) {
        tell(`FC_SEED=${seed} ${(error as Error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(
    `FC_SEED=${firstSeed}: ${total.chains} chains, ${total.runs} runs, ${total.events} events, ${total.replayed} replayed, ${seconds} s`,
  );
  console.log(`${faults} faults`);
  process.exitCode = faults > 0 ? 1 : 0;
}

/** A batch in a process of its own, so that a chain that never gives control back is a fault and not the end of the soak. */
function runApart(seed: number, count: number, kind: string): Promise<Report> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [new URL(import.meta.url).pathname, String(seed), String(count), kind],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        timeout: batchLimit,
      },
    );
    let output = '';
    child.stdout.on('data', (data) => {
      output += String(data);
    });
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as Report);
      else reject(new Error(`hangs or dies (exit ${code})`));
    });
  });
}
