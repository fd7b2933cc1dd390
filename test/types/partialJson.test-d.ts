import { of } from 'rxjs';
import { describe, expectTypeOf, it } from 'vitest';
import { completedItems } from '../../operators/completedItems.ts';
import type { DeepPartial } from '../../operators/DeepPartial.ts';
import { parsePartialJson } from '../../operators/parsePartialJson.ts';
import { textDeltas } from '../../operators/textDeltas.ts';

interface Countries {
  countries: { name: string; cities: string[] }[];
  note?: string;
}

const snapshots = of('{}').pipe(parsePartialJson<DeepPartial<Countries>>());

describe('paths', () => {
  it('are typed against the snapshots', () => {
    expectTypeOf(snapshots.pipe(completedItems(['countries'])).subscribe).toBeFunction();
    snapshots.pipe(completedItems(['countries'])).subscribe((country) => {
      expectTypeOf(country).toEqualTypeOf<DeepPartial<{ name: string; cities: string[] }>>();
    });
    snapshots.pipe(completedItems(['countries', 0, 'cities'])).subscribe((city) => {
      expectTypeOf(city).toEqualTypeOf<string>();
    });
    snapshots.pipe(textDeltas(['note'])).subscribe((delta) => {
      expectTypeOf(delta).toEqualTypeOf<string>();
    });
    // @ts-expect-error there is no such key
    snapshots.pipe(completedItems(['cuontries']));
    // @ts-expect-error a list has indices
    snapshots.pipe(textDeltas(['countries', 'name']));
  });

  it('are free where nothing is known', () => {
    of('{}')
      .pipe(parsePartialJson(), completedItems(['any', 0, 'where']))
      .subscribe((item) => {
        expectTypeOf(item).toEqualTypeOf<unknown>();
      });
  });
});
