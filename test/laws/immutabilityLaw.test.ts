import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chain, jsonParser, type RunEvent } from '../../src/index.ts';
import { fakeChatModel, sequentialIds } from '../../src/testing/index.ts';
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

  it('keeps the identity of what has not changed from snapshot to snapshot', () => {
    const places = fc.array(fc.nat({ max: 60 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), places, (value, cuts) => {
        const text = JSON.stringify(value);
        const ends = [...new Set([0, ...cuts.map((at) => at % text.length), text.length])].sort(
          (a, b) => a - b,
        );
        const chunks = ends.slice(1).map((end, i) => text.slice(ends[i], end));
        const world = new World();
        const { log } = execute(world, () => chain(fakeChatModel(chunks), jsonParser()).stream('a question'));
        const snapshots = log.filter(([, kind]) => kind === 'N').map(([, , snapshot]) => snapshot);
        expect(JSON.stringify(snapshots.at(-1))).toBe(JSON.stringify(value));
        for (let i = 1; i < snapshots.length; i++)
          expect(copiesOf(snapshots[i - 1], snapshots[i])).toEqual([]);
      }),
      propertyOptions(1000),
    );
  });
});

/** Parts of a snapshot that are equal to those before, but other objects. */
function copiesOf(before: unknown, after: unknown): unknown[] {
  if (
    before === after ||
    typeof before !== 'object' ||
    typeof after !== 'object' ||
    before === null ||
    after === null
  ) {
    return [];
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [after];
  return Object.entries(after).flatMap(([key, member]) =>
    Object.hasOwn(before, key) ? copiesOf((before as Record<string, unknown>)[key], member) : [],
  );
}
