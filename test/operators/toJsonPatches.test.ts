import fc from 'fast-check';
import { from, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { applyJsonPatches } from '../../operators/applyJsonPatches.ts';
import type { JsonPatch } from '../../operators/JsonPatch.ts';
import { parsePartialJson } from '../../operators/parsePartialJson.ts';
import { toJsonPatches } from '../../operators/toJsonPatches.ts';
import { marble } from '../events/runEvents.ts';
import { arbitraryJsonText, arbitraryPieces } from './arbitraryJsonText.ts';
import { deepFreeze } from './deepFreeze.ts';

const inner = { x: 1 };
const snapshots = {
  a: {} as unknown,
  b: { list: [inner], t: 'Sp' },
  c: { list: [inner, 2], t: 'Spain' },
  d: { list: [{ x: 1 }, 2], t: 'Spain' },
  e: { list: [inner], 'a/b~c': null },
};
const patches: Record<string, JsonPatch> = {
  A: [{ op: 'replace', path: '', value: {} }],
  B: [
    { op: 'add', path: '/list', value: [inner] },
    { op: 'add', path: '/t', value: 'Sp' },
  ],
  C: [
    { op: 'add', path: '/list/1', value: 2 },
    { op: 'replace', path: '/t', value: 'Spain' },
  ],
  E: [
    { op: 'remove', path: '/t' },
    { op: 'add', path: '/a~1b~0c', value: null },
    { op: 'remove', path: '/list/1' },
  ],
};

describe('toJsonPatches', () => {
  it('tells what changed since the snapshot before, and nothing when nothing did', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-d-e-|', snapshots);
      const expected = '     -A-B-C---E-|';
      const subscribed = '   ^----------!';
      expectObservable(source.pipe(toJsonPatches())).toBe(expected, patches);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('gives nothing for an empty or a silent source and passes an error on', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold('--|').pipe(toJsonPatches())).toBe('--|');
      expectObservable(cold('-a--', snapshots).pipe(toJsonPatches())).toBe('-A--', patches);
      expectObservable(cold('-a-#', snapshots).pipe(toJsonPatches())).toBe('-A-#', patches);
    });
  });

  it('tears its source down with its subscriber, and begins with the whole for each', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-|', snapshots);
      const changes = source.pipe(toJsonPatches());
      expectObservable(changes, '--!').toBe('-A', patches);
      expectObservable(changes, '---^').toBe('----A-B-|', patches);
      expectSubscriptions(source.subscriptions).toBe(['^-!', '---^----!']);
    });
  });

  it('does not look into parts that are the same reference', () => {
    const looked: string[] = [];
    const look = (target: object): (string | symbol)[] => {
      looked.push('keys');
      return Reflect.ownKeys(target);
    };
    const spy = new Proxy({ deep: 1 }, { ownKeys: look });
    from([{ a: spy }, { a: spy, b: 1 }])
      .pipe(toJsonPatches())
      .subscribe();
    expect(looked).toStrictEqual([]);
  });

  it('gives patches that fold back to the snapshots, for any document, and touches none', () => {
    fc.assert(
      fc.property(arbitraryJsonText.chain(arbitraryPieces), (pieces) => {
        const all: unknown[] = [];
        const folded: unknown[] = [];
        from(pieces)
          .pipe(parsePartialJson())
          .subscribe((value) => all.push(deepFreeze(value)));
        from(all)
          .pipe(toJsonPatches(), applyJsonPatches())
          .subscribe((value) => folded.push(deepFreeze(value)));
        expect(JSON.stringify(folded)).toBe(JSON.stringify(all));
      }),
      { numRuns: 300 },
    );
  });

  it('folds any jump between values, also over the wire', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 4 }), (values) => {
        let folded: unknown[] = [];
        const wire: string[] = [];
        from(values)
          .pipe(toJsonPatches())
          .subscribe((patch) => wire.push(JSON.stringify(patch)));
        from(wire.map((text) => JSON.parse(text) as JsonPatch))
          .pipe(applyJsonPatches(), toArray())
          .subscribe((all) => {
            folded = all;
          });
        const distinct = values.filter(
          (value, index) => index === 0 || sorted(value) !== sorted(values[index - 1]),
        );
        expect(folded.map(sorted)).toStrictEqual(distinct.map(sorted));
      }),
      { numRuns: 300 },
    );
  });

  it('goes 100,000 levels deep', () => {
    const nested = (leaf: unknown): unknown =>
      Array.from({ length: 100_000 }).reduce<unknown>((value) => [value], leaf);
    const seen: JsonPatch[] = [];
    from([nested(1), nested(2)])
      .pipe(toJsonPatches())
      .subscribe((patch) => seen.push(patch));
    expect(seen[1]?.[0]).toMatchObject({ op: 'replace', value: 2 });
  });
});

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  ).replaceAll('-0', '0');
}
