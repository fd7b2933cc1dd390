import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryChain } from './arbitraryChain.ts';
import { buildChain } from './buildChain.ts';
import { execute } from './execute.ts';
import { joined, kindOf, wholeOf } from './Kind.ts';
import { propertyOptions, seed } from './propertyOptions.ts';
import { World } from './World.ts';
import { shown } from './shown.ts';

describe(`chunk law (FC_SEED=${seed})`, () => {
  it('joins what a chain streams to what it invokes to', () => {
    fc.assert(
      fc.property(arbitraryChain(), (specs) => {
        const world = new World();
        const streamed = execute(world, () => buildChain(specs, world).stream('a question'));
        const other = new World();
        const invoked = execute(other, () => buildChain(specs, other).invoke('a question'));
        expect(streamed.faults).toEqual([]);
        expect(invoked.faults).toEqual([]);
        expect(streamed.open + invoked.open).toBe(0);
        expect(streamed.log.at(-1)?.[1]).not.toBe('N');
        const whole = invoked.log.filter(([, kind]) => kind === 'N').map(([, , value]) => value);
        expect(whole.length).toBeLessThan(2);
        if (streamed.log.at(-1)?.[1] === 'E') return;
        expect(shown(invoked.log.at(-1)!.slice(1))).toEqual(shown(streamed.log.at(-1)!.slice(1)));
        const chunks = streamed.log.filter(([, kind]) => kind === 'N').map(([, , value]) => value);
        const kind = kindOf(specs, 'text');
        if (JSON.stringify(kind).includes('unknown')) return;
        expect(shown(whole.map(wholeOf))).toEqual(shown(chunks.length === 0 ? [] : [joined(chunks, kind)]));
      }),
      propertyOptions(1000),
    );
  });
});
