import fc from 'fast-check';
import { config } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { arbitraryChain } from './arbitraryChain.ts';
import type { StepSpec } from './ChainSpec.ts';
import { executeTold, type Injection, ways } from './executeTold.ts';
import { propertyOptions, seed } from './propertyOptions.ts';

describe(`terminal law (FC_SEED=${seed})`, () => {
  it('holds for chains as they are', () => {
    fc.assert(
      fc.property(arbitraryChain(), fc.constantFrom(...ways), (specs, way) => {
        expect(executeTold(specs, way).faults).toEqual([]);
      }),
      propertyOptions(2000),
    );
  });

  it.each(['leave', 'abort', 'fail', 'throw'] as const)(
    'holds when a sink makes it %s inside any event',
    (what) => {
      config.onUnhandledError = () => undefined;
      fc.assert(
        fc.property(arbitraryChain({}, 3), fc.constantFrom(...ways), (specs, way) => {
          const count = executeTold(specs, way).events.length;
          for (let atEvent = 0; atEvent < count; atEvent++) {
            const injection: Injection = { what, atEvent };
            const { faults } = executeTold(specs, way, injection);
            expect({ injection, faults }).toEqual({ injection, faults: [] });
          }
        }),
        propertyOptions(200),
      );
    },
  );

  it('holds when an operator ends the chain early, at every place', () => {
    fc.assert(
      fc.property(
        arbitraryChain({}, 3),
        fc.constantFrom(...ways),
        fc.integer({ min: 1, max: 2 }),
        (specs, way, n) => {
          for (let at = 0; at <= specs.length; at++) {
            const early: StepSpec = { op: 'plain', way: 'take', n };
            const { faults } = executeTold([...specs.slice(0, at), early, ...specs.slice(at)], way);
            expect({ at, faults }).toEqual({ at, faults: [] });
          }
        },
      ),
      propertyOptions(200),
    );
  });

  it.each(['leave', 'abort'] as const)('holds when it is made to %s at any time', (what) => {
    fc.assert(
      fc.property(arbitraryChain({}, 3), fc.constantFrom(...ways), (specs, way) => {
        const last = executeTold(specs, way).log.at(-1)?.[0] ?? 0;
        for (let atFrame = 0; atFrame <= last; atFrame++) {
          const injection: Injection = { what, atFrame };
          const { faults } = executeTold(specs, way, injection);
          expect({ injection, faults }).toEqual({ injection, faults: [] });
        }
      }),
      propertyOptions(200),
    );
  });

  it.each(['leave', 'abort', 'fail'] as const)(
    'holds when the subscriber makes it %s inside any chunk',
    (what) => {
      fc.assert(
        fc.property(arbitraryChain({}, 3), fc.constantFrom(...ways), (specs, way) => {
          const count = executeTold(specs, way).log.length;
          for (let atChunk = 0; atChunk < count; atChunk++) {
            const injection: Injection = { what, atChunk };
            const { faults } = executeTold(specs, way, injection);
            expect({ injection, faults }).toEqual({ injection, faults: [] });
          }
        }),
        propertyOptions(200),
      );
    },
  );
});
