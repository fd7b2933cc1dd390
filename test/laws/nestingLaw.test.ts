import fc from 'fast-check';
import { from, type Observable, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { chain, type RunEvent } from '../../src/index.ts';
import { sequentialIds } from '../../src/testing/index.ts';
import { arbitraryChain } from './arbitraryChain.ts';
import { buildOperators, buildSteps, type Loose, type LooseStep } from './buildChain.ts';
import type { StepSpec } from './ChainSpec.ts';
import { execute, type Outcome } from './execute.ts';
import { propertyOptions, seed } from './propertyOptions.ts';
import { shown } from './shown.ts';
import { World } from './World.ts';

const input = 'a question';
const chained = chain as unknown as (...steps: readonly LooseStep[]) => Loose;

/** Ways to write one chain; every one of them is the same chain. */
const nestings: Readonly<Record<string, (steps: readonly LooseStep[]) => Loose>> = {
  'chain(a, b, c)': (steps) => chained(...steps),
  'a.pipe(b, c)': ([first, ...rest]) => piped(first!, rest),
  'a.pipe(b.pipe(c))': (steps) =>
    chained((steps as LooseStep[]).reduceRight((rest, step) => piped(step, [rest]))),
  'chain(chain(a, b), c)': (steps) =>
    chained((steps as LooseStep[]).reduce((before, step) => chained(before, step))),
  'chain(a, chain(b, c))': ([first, ...rest]) =>
    rest.length === 0 ? chained(first!) : chained(first!, chained(...rest)),
};

/** `first.pipe(...rest)` where the first is a runnable. */
function piped(first: LooseStep, rest: readonly LooseStep[]): Loose {
  if (typeof first !== 'function' || !('pipe' in first) || rest.length === 0) return chained(first, ...rest);
  return (first as Loose).pipe(...(rest as never as [Loose])) as Loose;
}

function told(
  specs: readonly StepSpec[],
  nest: (steps: readonly LooseStep[]) => Loose,
  way: 'stream' | 'invoke',
): Outcome {
  const world = new World();
  const events: RunEvent[] = [];
  const config = { events: { next: (event: RunEvent) => events.push(event) }, newRunId: sequentialIds() };
  const outcome = execute(world, () => nest(buildSteps(specs, world))[way](input, config));
  return { ...outcome, events };
}

describe(`nesting law (FC_SEED=${seed})`, () => {
  it('makes the same chain of every nesting: chunks, times and events', () => {
    fc.assert(
      fc.property(
        arbitraryChain({ isEnding: true }, 4),
        fc.constantFrom('stream', 'invoke'),
        (specs, way) => {
          const flat = told(specs, nestings['chain(a, b, c)']!, way);
          for (const [name, nest] of Object.entries(nestings)) {
            const nested = told(specs, nest, way);
            expect({ name, log: shown(nested.log), events: nested.events.map(shown) }).toEqual({
              name,
              log: shown(flat.log),
              events: flat.events.map(shown),
            });
          }
        },
      ),
      propertyOptions(1000),
    );
  });

  it.each([
    ['one value', () => of(input)],
    ['several chunks', () => from(['a', ' quest', 'ion'])],
  ])(
    'gives the same chunks at the same times in a plain pipe, from %s',
    (_, source: () => Observable<string>) => {
      fc.assert(
        fc.property(arbitraryChain({ isEnding: true }), (specs) => {
          const world = new World();
          const chained = execute(world, () =>
            source().pipe(nestings['chain(a, b, c)']!(buildSteps(specs, world))),
          );
          const other = new World();
          const piped = execute(other, () => {
            return source().pipe(...buildOperators(specs, other));
          });
          expect(shown(piped.log)).toEqual(shown(chained.log));
        }),
        propertyOptions(1000),
      );
    },
  );

  // A call knows its input whole, so the branches of a record get it one after the other, each with its end.
  it('gives the same chunks at the same times as an operator and as a call', () => {
    fc.assert(
      fc.property(arbitraryChain({ isEnding: true, isOwn: true }), (specs) => {
        const world = new World();
        const called = execute(world, () =>
          nestings['chain(a, b, c)']!(buildSteps(specs, world)).stream(input),
        );
        const other = new World();
        const piped = execute(other, () =>
          of(input).pipe(nestings['chain(a, b, c)']!(buildSteps(specs, other))),
        );
        expect(byFrame(piped)).toEqual(byFrame(called));
      }),
      propertyOptions(1000),
    );
  });
});

function byFrame({ log }: Outcome): string[] {
  return log.map((entry) => JSON.stringify(shown(entry))).sort();
}
