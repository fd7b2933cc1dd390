import fc from 'fast-check';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/index.ts';
import { sequentialIds } from '../../src/testing/index.ts';
import { checkLaws } from '../golden/checkLaws.ts';
import { arbitraryChain } from './arbitraryChain.ts';
import { buildChain } from './buildChain.ts';
import type { StepSpec } from './ChainSpec.ts';
import { Recorder } from './execute.ts';
import { propertyOptions, seed } from './propertyOptions.ts';
import { World } from './World.ts';

const ways = ['stream', 'invoke'] as const;
type Way = (typeof ways)[number];
const input = 'a question';

/** Runs a chain with generators and promises in real time until it has ended, or has been left inside its i-th event. */
async function executeLater(specs: readonly StepSpec[], way: Way, leaveAt?: number): Promise<Recorder> {
  const world = new World();
  const recorder = new Recorder(world, () => 0);
  const { events, faults } = recorder.outcome;
  const next = (event: RunEvent): void => {
    events.push(event);
    if (events.length - 1 === leaveAt) recorder.leave();
  };
  const open = (): Observable<unknown> =>
    buildChain(specs, world)[way](input, { events: { next }, newRunId: sequentialIds() });
  await new Promise<void>((resolve) => {
    const limit = setTimeout(() => {
      faults.push('hangs');
      resolve();
    }, 2000);
    recorder.add(() => {
      clearTimeout(limit);
      // What would come too late has time to come.
      setTimeout(resolve, 3);
    });
    open().subscribe(recorder);
  });
  if (world.open !== 0) faults.push(`${world.open} sources are still open`);
  faults.push(...world.late.filter((what) => what !== 'generator').map((what) => `${what} after the end`));
  try {
    checkLaws(events, { input });
  } catch (error) {
    faults.push((error as Error).message);
  }
  return recorder;
}

describe(`laws of chains with generators and promises (FC_SEED=${seed})`, () => {
  const unhandled: unknown[] = [];
  const keep = (reason: unknown): void => void unhandled.push(reason);

  beforeAll(() => {
    process.on('unhandledRejection', keep);
  });
  afterAll(() => {
    process.off('unhandledRejection', keep);
  });

  it('has one terminal for every run, also when it is left inside an event, and leaves no rejection behind', async () => {
    const cases = fc.array(
      fc.tuple(arbitraryChain({ isEnding: true, isAsync: true }, 3), fc.constantFrom(...ways), fc.nat()),
      { minLength: 20, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(cases, async (chains) => {
        await Promise.all(
          chains.map(async ([specs, way, at]) => {
            const { outcome } = await executeLater(specs, way);
            expect({ specs, way, faults: outcome.faults }).toEqual({ specs, way, faults: [] });
            const leaveAt = at % outcome.events.length;
            const left = await executeLater(specs, way, leaveAt);
            expect({ specs, way, leaveAt, faults: left.outcome.faults }).toEqual({
              specs,
              way,
              leaveAt,
              faults: [],
            });
          }),
        );
        expect(unhandled).toEqual([]);
      }),
      { ...propertyOptions(20), endOnFailure: true },
    );
  });
});
