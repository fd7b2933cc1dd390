import fc from 'fast-check';
import { from, type Observable, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { arbitraryChain } from './arbitraryChain.ts';
import { buildChain } from './buildChain.ts';
import type { StepSpec } from './ChainSpec.ts';
import { execute, type Leave } from './execute.ts';
import { propertyOptions, seed } from './propertyOptions.ts';
import { World } from './World.ts';

const ways = ['stream', 'invoke', 'operator'] as const;
type Way = (typeof ways)[number];

function open(specs: readonly StepSpec[], world: World, way: Way): Observable<unknown> {
  const chain = buildChain(specs, world);
  return way === 'operator' ? from(['a', ' question']).pipe(chain) : chain[way]('a question');
}

describe(`cancel law (FC_SEED=${seed})`, () => {
  it('tears everything down wherever it is left, and nothing follows', () => {
    fc.assert(
      fc.property(arbitraryChain({}, 4), fc.constantFrom(...ways), (specs, way) => {
        const whole = new World();
        const { log } = execute(whole, () => open(specs, whole, way));
        const frames = [...new Set([0, ...log.map(([frame]) => frame), ...log.map(([frame]) => frame + 1)])];
        const leaves: Leave[] = [
          ...frames.map((atFrame) => ({ atFrame })),
          ...log.map((_, atChunk) => ({ atChunk })),
        ];
        for (const leave of leaves) {
          const world = new World();
          const { faults } = execute(world, () => open(specs, world, way), leave);
          expect({ leave, faults, open: world.open, late: world.late }).toEqual({
            leave,
            faults: [],
            open: 0,
            late: [],
          });
        }
      }),
      propertyOptions(1000),
    );
  });

  it('stops when an operator behind it has had enough', () => {
    fc.assert(
      fc.property(
        arbitraryChain({ isEnding: true }),
        fc.constantFrom(...ways),
        fc.integer({ min: 1, max: 3 }),
        (specs, way, count) => {
          const world = new World();
          const { faults } = execute(world, () => open(specs, world, way).pipe(take(count)));
          expect({ faults, open: world.open, late: world.late }).toEqual({ faults: [], open: 0, late: [] });
        },
      ),
      propertyOptions(1000),
    );
  });
});
