import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryChain } from './arbitraryChain.ts';
import { executeTold, type Told, ways } from './executeTold.ts';
import { propertyOptions, seed } from './propertyOptions.ts';
import { countRawTime } from './rawTime.ts';

describe(`virtual-time law (FC_SEED=${seed})`, () => {
  it('needs no promise, microtask, raw timer or clock: a chain of steps in RxJS time ends under TestScheduler', () => {
    fc.assert(
      fc.property(arbitraryChain(), fc.constantFrom(...ways), (specs, way) => {
        let told: Told | undefined;
        const counts = countRawTime(() => {
          told = executeTold(specs, way);
        });
        expect(told?.faults).toEqual([]);
        expect(Object.entries(counts).filter(([, count]) => count > 0)).toEqual([]);
      }),
      propertyOptions(1000),
    );
  });
});
