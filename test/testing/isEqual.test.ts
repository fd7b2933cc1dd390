import { describe, expect, it } from 'vitest';
import { isEqual } from '../../src/testing/isEqual.ts';

const circular = (name: string): unknown => {
  const value: { name: string; self?: unknown } = { name };
  value.self = value;
  return value;
};

describe('isEqual', () => {
  const equal: readonly (readonly [string, unknown, unknown])[] = [
    ['NaN', Number.NaN, Number.NaN],
    ['records', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }],
    ['records with the keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['errors of one name and message', new Error('x'), new Error('x')],
    ['dates', new Date(5), new Date(5)],
    ['Maps', new Map([['a', { n: 1 }]]), new Map([['a', { n: 1 }]])],
    ['Sets', new Set([1, 2]), new Set([1, 2])],
    ['circular values', circular('x'), circular('x')],
  ];
  for (const [what, left, right] of equal) {
    it(`${what} are equal`, () => expect(isEqual(left, right)).toBe(true));
  }

  const different: readonly (readonly [string, unknown, unknown])[] = [
    ['0 and -0', 0, -0],
    ['1 and "1"', 1, '1'],
    ['null and {}', null, {}],
    ['a list and a record', [1], { 0: 1 }],
    ['a missing and an undefined member', {}, { a: undefined }],
    ['another member of undefined', { b: undefined }, { a: undefined }],
    ['errors with another message', new Error('x'), new Error('y')],
    ['errors with another name', new Error('x'), new TypeError('x')],
    ['an error and a record like it', new Error('x'), { name: 'Error', message: 'x' }],
    ['dates', new Date(5), new Date(6)],
    ['Maps', new Map([['a', 1]]), new Map([['a', 2]])],
    ['a Map and a Set', new Map(), new Set()],
    ['functions that look the same', () => 1, () => 1],
    ['circular values', circular('x'), circular('y')],
  ];
  for (const [what, left, right] of different) {
    it(`${what} are different`, () => expect(isEqual(left, right)).toBe(false));
  }
});
