import fc from 'fast-check';
import { from, type Observable } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Run } from '../../src/run/Run.ts';
import { Telling } from '../../src/step/Telling.ts';
import { arbitraryChain } from './arbitraryChain.ts';
import { buildChain } from './buildChain.ts';
import type { StepSpec } from './ChainSpec.ts';
import { execute } from './execute.ts';
import { propertyOptions, seed } from './propertyOptions.ts';
import { World } from './World.ts';

const ways = ['stream', 'invoke', 'operator'] as const;

describe(`silence law (FC_SEED=${seed})`, () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('makes no id, event, tag list or path while nobody listens, but the message id of a model without one', () => {
    const identities = (['parentIds', 'tags', 'sharedTags', 'metadata'] as const).map((name) =>
      vi.spyOn(Run.prototype, name, 'get'),
    );
    const tellings = (['enter', 'take', 'endStage'] as const).map((name) =>
      vi.spyOn(Telling.prototype, name),
    );
    fc.assert(
      fc.property(
        arbitraryChain({ isEnding: true, isSilent: true }),
        fc.constantFrom(...ways),
        (specs, way) => {
          for (const spy of [...identities, ...tellings]) spy.mockClear();
          const world = new World();
          const newRunId = vi.fn(() => 'an id');
          execute(world, () => open(specs, world, way, newRunId));
          expect([...identities, ...tellings].map((spy) => spy.mock.calls.length)).toEqual([
            0, 0, 0, 0, 0, 0, 0,
          ]);
          expect(newRunId.mock.calls.length).toBeLessThanOrEqual(nameless(specs) ? world.opened : 0);
        },
      ),
      propertyOptions(1000),
    );
  });
});

function open(
  specs: readonly StepSpec[],
  world: World,
  way: (typeof ways)[number],
  newRunId: () => string,
): Observable<unknown> {
  const chain = buildChain(specs, world).withConfig({ newRunId });
  return way === 'operator' ? from(['a', ' question']).pipe(chain) : chain[way]('a question');
}

/** Whether some model gives no message id. */
function nameless(specs: readonly StepSpec[]): boolean {
  return /"op":"model"[^}]*"hasId":false/.test(JSON.stringify(specs));
}
