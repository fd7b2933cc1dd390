import fc from 'fast-check';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { arbitraryChain } from './arbitraryChain.ts';
import { buildChain } from './buildChain.ts';
import type { StepSpec } from './ChainSpec.ts';
import { execute, type Outcome } from './execute.ts';
import { joined, kindOf, wholeOf } from './Kind.ts';
import { propertyOptions, seed } from './propertyOptions.ts';
import { shown } from './shown.ts';
import { World } from './World.ts';

const input = 'a question';

describe(`chunk law (FC_SEED=${seed})`, () => {
  it('joins what a chain streams to what it invokes to', () => {
    fc.assert(
      fc.property(arbitraryChain({ isEnding: true }), (specs) => {
        const streamed = outcomeOf(specs, 'stream');
        const invoked = outcomeOf(specs, 'invoke');
        expect(valuesOf(invoked).length).toBeLessThan(2);
        // After a first chunk there is no other try; an invoke, which has handed nothing on, may still succeed.
        if (endOf(streamed)[0] === 'E' || isTriedInTurn(specs)) return;
        expect(endOf(invoked)).toEqual(endOf(streamed));
        const kind = kindOf(specs, 'text');
        if (JSON.stringify(kind).includes('unknown')) return;
        expect(resultOf(invoked)).toEqual(joinedOf(streamed, specs));
      }),
      propertyOptions(1000),
    );
  });

  it('gives a barrier behind the chain what an invoke gives', () => {
    fc.assert(
      fc.property(arbitraryChain({ isEnding: true }), (specs) => {
        const barrier: StepSpec = { op: 'each', inner: [{ op: 'passthrough' }], limit: 1 };
        const streamed = outcomeOf([...specs, barrier], 'stream');
        const invoked = outcomeOf([...specs, barrier], 'invoke');
        if (endOf(streamed)[0] === 'E' || isTriedInTurn(specs)) return;
        expect([...resultOf(invoked), ...endOf(invoked)]).toEqual([
          ...resultOf(streamed),
          ...endOf(streamed),
        ]);
      }),
      propertyOptions(1000),
    );
  });

  it('gives the same result however the input and the replies of models are cut', () => {
    const cuts = fc.array(fc.nat({ max: input.length }), { maxLength: 4 });
    fc.assert(
      fc.property(
        arbitraryChain({ isEnding: true, isOwn: true, isStateless: true }),
        cuts,
        cuts,
        fc.infiniteStream(fc.nat({ max: 40 })),
        (specs, ...[one, other, places]) => {
          const atOnce = without(specs, () => [0]);
          const recut = without(specs, () => [places.next().value as number, places.next().value as number]);
          const invoked = outcomeOf(atOnce, 'invoke');
          const whole = resultOf(invoked);
          const again = outcomeOf(recut, 'invoke');
          expect([...resultOf(again), ...endOf(again)]).toEqual([...whole, ...endOf(invoked)]);
          const kind = kindOf(specs, 'text');
          if (JSON.stringify(kind).includes('unknown')) return;
          for (const piped of [pipedOf(atOnce, one), pipedOf(recut, other)]) {
            // Behind a first chunk a failure goes through where an invoke may try again.
            if (endOf(piped)[0] === 'C')
              expect([...joinedOf(piped, specs), ...endOf(piped)]).toEqual([...whole, ...endOf(invoked)]);
          }
        },
      ),
      propertyOptions(1000),
    );
  });
});

function outcomeOf(specs: readonly StepSpec[], way: 'stream' | 'invoke'): Outcome {
  const world = new World();
  const outcome = execute(world, () => buildChain(specs, world)[way](input));
  expect({ faults: outcome.faults, open: world.open, ends: outcome.log.at(-1)?.[1] !== 'N' }).toEqual({
    faults: [],
    open: 0,
    ends: true,
  });
  return outcome;
}

function pipedOf(specs: readonly StepSpec[], places: readonly number[]): Outcome {
  const world = new World();
  const cut = [0, ...[...places].sort((a, b) => a - b), input.length];
  const chunks = cut.slice(1).map((end, i) => input.slice(cut[i], end));
  return execute(world, () => from(chunks).pipe(buildChain(specs, world)));
}

/** The chain with other cuts, and without what depends on them: delays and failures of single chunks. */
function without(specs: readonly StepSpec[], cuts: () => readonly number[]): readonly StepSpec[] {
  return JSON.parse(JSON.stringify(specs), (key, value) => {
    if (key === 'cuts') return cuts();
    return key === 'delay' || key === 'failAt' ? undefined : value;
  }) as readonly StepSpec[];
}

/** Tries inside of tries: an inner one that an invoke makes at any point is left to the outer one in a stream. */
function isTriedInTurn(specs: readonly StepSpec[]): boolean {
  const text = JSON.stringify(specs);
  return text.includes('"op":"fallbacks"') && (text.match(/"op":"(fallbacks|retry)"/g)?.length ?? 0) > 1;
}

function valuesOf({ log }: Outcome): unknown[] {
  return log.filter(([, kind]) => kind === 'N').map(([, , value]) => value);
}

function endOf({ log }: Outcome): unknown[] {
  return shown(log.at(-1)!.slice(1)) as unknown[];
}

function resultOf(outcome: Outcome): unknown[] {
  return shown(valuesOf(outcome).map(wholeOf)) as unknown[];
}

function joinedOf(outcome: Outcome, specs: readonly StepSpec[]): unknown[] {
  const chunks = valuesOf(outcome);
  return shown(chunks.length === 0 ? [] : [joined(chunks, kindOf(specs, 'text'))]) as unknown[];
}
