import fc from 'fast-check';
import { from, type Observable, repeat, retry, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { arbitraryChain } from './arbitraryChain.ts';
import { buildChain } from './buildChain.ts';
import type { StepSpec } from './ChainSpec.ts';
import { type Entry, execute, Recorder, virtually } from './execute.ts';
import { propertyOptions, seed } from './propertyOptions.ts';
import { shown } from './shown.ts';
import { World } from './World.ts';

const ways = ['stream', 'invoke', 'operator'] as const;

function open(specs: readonly StepSpec[], world: World, way: (typeof ways)[number]): Observable<unknown> {
  const chain = buildChain(specs, world);
  return way === 'operator' ? from(['a', ' question']).pipe(chain) : chain[way]('a question');
}

const cases = [arbitraryChain({ isEnding: true, isStateless: true }), fc.constantFrom(...ways)] as const;

describe(`cold law (FC_SEED=${seed})`, () => {
  it('does nothing before it is subscribed', () => {
    fc.assert(
      fc.property(arbitraryChain({ isEnding: true }), fc.constantFrom(...ways), (specs, way) => {
        const world = new World();
        open(specs, world, way);
        expect(world.calls).toBe(0);
      }),
      propertyOptions(1000),
    );
  });

  it('runs anew for every subscription, also at the same time', () => {
    fc.assert(
      fc.property(...cases, (specs, way) => {
        const world = new World();
        const { first, second } = virtually((now) => {
          const source = open(specs, world, way);
          const recorders = { first: new Recorder(world, now), second: new Recorder(world, now) };
          source.subscribe(recorders.first);
          timer(1).subscribe(() => source.subscribe(recorders.second));
          return recorders;
        });
        expect(shown(moved(second.outcome.log, -1))).toEqual(shown(first.outcome.log));
        expect(world.open).toBe(0);
      }),
      propertyOptions(1000),
    );
  });

  it('can be repeated and retried', () => {
    fc.assert(
      fc.property(...cases, (specs, way) => {
        const { log } = execute(new World(), () => open(specs, new World(), way));
        const [time, end] = log.at(-1)!;
        const values = log.slice(0, -1);
        const again = execute(new World(), () =>
          open(specs, new World(), way).pipe(end === 'E' ? retry(1) : repeat(2)),
        );
        expect(shown(again.log)).toEqual(shown([...values, ...moved(log, time)]));
      }),
      propertyOptions(1000),
    );
  });
});

function moved(log: readonly Entry[], by: number): Entry[] {
  return log.map(([frame, ...rest]) => [frame + by, ...rest] as unknown as Entry);
}
