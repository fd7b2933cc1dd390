import { of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { applyJsonPatch } from '../../operators/applyJsonPatch.ts';
import { applyJsonPatches } from '../../operators/applyJsonPatches.ts';
import type { JsonPatch } from '../../operators/JsonPatch.ts';
import { marble } from '../events/runEvents.ts';
import { deepFreeze } from './deepFreeze.ts';

const patches: Record<string, JsonPatch> = {
  a: [{ op: 'replace', path: '', value: { l: [1] } }],
  b: [{ op: 'add', path: '/l/-', value: 2 }],
  x: [{ op: 'remove', path: '/none' }],
};
const documents = { A: { l: [1] }, B: { l: [1, 2] }, S: { l: [0, 2] } };

describe('applyJsonPatches', () => {
  it('emits the document after each patch', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-|', patches);
      expectObservable(source.pipe(applyJsonPatches())).toBe('-A-B-|', documents);
      expectSubscriptions(source.subscriptions).toBe('^----!');
    });
  });

  it('starts with a seed, for every subscription', () => {
    marble(({ cold, expectObservable }) => {
      const folded = cold('-b-|', patches).pipe(applyJsonPatches<unknown>({ l: [0] }));
      expectObservable(folded).toBe('-S-|', documents);
      expectObservable(folded, '---^').toBe('----S-|', documents);
    });
  });

  it('gives nothing for an empty or a silent source, passes an error on, and leaves with its subscriber', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(cold<JsonPatch>('--|').pipe(applyJsonPatches())).toBe('--|');
      expectObservable(cold<JsonPatch>('----').pipe(applyJsonPatches())).toBe('----');
      expectObservable(cold('-a-#', patches).pipe(applyJsonPatches())).toBe('-A-#', documents);
      const source = cold('-a-b-|', patches);
      expectObservable(source.pipe(applyJsonPatches()), '--!').toBe('-A', documents);
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('fails with the document as partial when a patch does not fit, and applies none of it', () => {
    const outcome: unknown[] = [];
    of(patches.a as JsonPatch, [...(patches.b as JsonPatch), ...(patches.x as JsonPatch)])
      .pipe(applyJsonPatches(), toArray())
      .subscribe({ error: (error) => outcome.push(error) });
    expect(outcome[0]).toMatchObject({
      code: 'bad_chunk',
      partial: { l: [1] },
      message: 'JSON Patch: remove "/none": there is no such place.',
    });
  });
});

describe('applyJsonPatch', () => {
  it.each<[string, unknown, JsonPatch, unknown]>([
    ['adds a member', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    ['adds over a member', { a: 1 }, [{ op: 'add', path: '/a', value: null }], { a: null }],
    ['inserts an element', [1, 3], [{ op: 'add', path: '/1', value: 2 }], [1, 2, 3]],
    ['appends an element', [1], [{ op: 'add', path: '/1', value: 2 }], [1, 2]],
    ['appends with -', { l: [] }, [{ op: 'add', path: '/l/-', value: 2 }], { l: [2] }],
    ['removes a member', { a: 1, b: 2 }, [{ op: 'remove', path: '/a' }], { b: 2 }],
    ['removes an element', [1, 2, 3], [{ op: 'remove', path: '/1' }], [1, 3]],
    ['replaces inside', { a: [{ b: 1 }] }, [{ op: 'replace', path: '/a/0/b', value: 2 }], { a: [{ b: 2 }] }],
    ['replaces the whole', 1, [{ op: 'replace', path: '', value: [] }], []],
    ['moves', { a: { b: 1 }, c: [] }, [{ op: 'move', from: '/a/b', path: '/c/0' }], { a: {}, c: [1] }],
    ['moves along a list', [1, 2, 3], [{ op: 'move', from: '/0', path: '/2' }], [2, 3, 1]],
    ['copies', { a: [1] }, [{ op: 'copy', from: '/a', path: '/b' }], { a: [1], b: [1] }],
    [
      'tests',
      { a: [1, { b: null }] },
      [{ op: 'test', path: '/a', value: [1, { b: null }] }],
      { a: [1, { b: null }] },
    ],
    [
      'reads escapes',
      { 'a/b': 1, 'm~n': 2, '': 3, ' ': 4 },
      [
        { op: 'remove', path: '/a~1b' },
        { op: 'remove', path: '/m~0n' },
        { op: 'remove', path: '/' },
      ],
      { ' ': 4 },
    ],
    ['reads ~01 as ~1', { '~1': 1 }, [{ op: 'test', path: '/~01', value: 1 }], { '~1': 1 }],
  ])('%s', (_, document, patch, expected) => {
    expect(applyJsonPatch(deepFreeze(document), deepFreeze(patch))).toStrictEqual(expected);
  });

  it.each<[unknown, JsonPatch[number]]>([
    [{ a: 1 }, { op: 'add', path: '/b/c', value: 2 }],
    [{ a: 1 }, { op: 'add', path: '/a/c', value: 2 }],
    [[1], { op: 'add', path: '/2', value: 2 }],
    [[1], { op: 'add', path: '/01', value: 2 }],
    [[1], { op: 'add', path: '/1e0', value: 2 }],
    [[1], { op: 'replace', path: '/-', value: 2 }],
    [[1], { op: 'remove', path: '/1' }],
    [{ a: 1 }, { op: 'replace', path: '/b', value: 2 }],
    [{ a: 1 }, { op: 'remove', path: '/toString' }],
    [{ a: 1 }, { op: 'add', path: 'a', value: 1 }],
    [{ a: 1 }, { op: 'add', path: '/~2', value: 1 }],
    [{ a: 1 }, { op: 'test', path: '/a', value: '1' }],
    [{ a: 1 }, { op: 'test', path: '/b', value: 1 }],
    [{ a: {} }, { op: 'move', from: '/a', path: '/a/b' }],
    [{ a: {} }, { op: 'move', from: '/c', path: '/b' }],
    [{ a: {} }, { op: 'copy', from: '/c', path: '/b' }],
    [{ a: {} }, { op: 'merge' as 'remove', path: '/a' }],
  ])('refuses on %j the operation %j', (document, operation) => {
    expect(() => applyJsonPatch(document, [operation])).toThrow(
      expect.objectContaining({ code: 'bad_chunk' }),
    );
  });

  it('shares what it does not touch, and touches no prototype', () => {
    const document = deepFreeze({ a: { x: 1 }, b: { y: { z: 1 } } });
    const next = applyJsonPatch(document, [
      { op: 'add', path: '/b/__proto__', value: { admin: true } },
    ]) as typeof document;
    expect(next.a).toBe(document.a);
    expect(next.b.y).toBe(document.b.y);
    expect(Object.getPrototypeOf(next.b)).toBe(Object.prototype);
    expect(Object.keys(next.b)).toStrictEqual(['y', '__proto__']);
    const again = applyJsonPatch(next, [
      { op: 'replace', path: '/b/__proto__/admin', value: 1 },
    ]) as typeof document;
    expect(Object.getOwnPropertyDescriptor(again.b, '__proto__')?.value).toStrictEqual({ admin: 1 });
    expect('admin' in {}).toBe(false);
  });
});
