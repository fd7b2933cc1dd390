import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/index.ts';
import { sequentialIds } from '../../src/testing/index.ts';
import { deepFreeze } from '../operators/deepFreeze.ts';
import { arbitraryChain } from './arbitraryChain.ts';
import { buildChain } from './buildChain.ts';
import type { StepSpec } from './ChainSpec.ts';
import { execute } from './execute.ts';
import { propertyOptions, seed } from './propertyOptions.ts';
import { shown } from './shown.ts';
import { World } from './World.ts';

/** What was seen of the run, each value written down in the moment when it was told. */
function observe(
  specs: readonly StepSpec[],
  way: 'stream' | 'invoke',
  look: (value: unknown) => void,
): unknown {
  const world = new World();
  const events: RunEvent[] = [];
  const told: string[] = [];
  const see = (value: unknown): void => {
    look(value);
    told.push(JSON.stringify(shown(value)));
  };
  const next = (event: RunEvent): void => {
    see(event);
    events.push(event);
  };
  const { log } = execute(world, () =>
    buildChain(specs, world)[way]('a question', { events: { next }, newRunId: sequentialIds() }),
  );
  return { told, later: events.map((event) => JSON.stringify(shown(event))), log: shown(log) };
}

describe(`immutability law (FC_SEED=${seed})`, () => {
  it('never touches again what it has told or handed on', () => {
    fc.assert(
      fc.property(arbitraryChain({ isEnding: true }), fc.constantFrom('stream', 'invoke'), (specs, way) => {
        const seen = observe(specs, way, () => undefined) as { told: unknown; later: unknown };
        expect(seen.later).toEqual(seen.told);
        expect(observe(specs, way, deepFreeze)).toEqual(seen);
      }),
      propertyOptions(1000),
    );
  });
});
