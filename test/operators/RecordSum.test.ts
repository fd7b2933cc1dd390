import { describe, expect, it } from 'vitest';
import { BlockListSum } from '../../operators/BlockListSum.ts';
import { RecordSum } from '../../operators/RecordSum.ts';
import { deepFreeze } from './deepFreeze.ts';

type DataRecord = Readonly<Record<string, unknown>>;

const newSum = (): RecordSum => new RecordSum(false, (keepsEqual) => new BlockListSum(keepsEqual));
const sumOfAll = (...records: readonly DataRecord[]): DataRecord => {
  const sum = newSum();
  for (const record of records) {
    sum.add(deepFreeze(record));
  }
  return sum.value;
};
const parse = (json: string): DataRecord => JSON.parse(json) as DataRecord;

describe('RecordSum', () => {
  it('is empty at first, and a single record itself', () => {
    const sum = newSum();
    expect([sum.isEmpty, sum.value]).toStrictEqual([true, {}]);
    const record = { a: undefined };
    sum.add(record);
    expect(sum.isEmpty).toBe(false);
    expect(sum.value).toBe(record);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', ''])(
    'keeps %j an own key',
    (key) => {
      const value = sumOfAll(
        parse(`{"${key}":{"isAdmin":"a"}}`),
        parse(`{"${key}":{"isAdmin":"b","${key}":"c"}}`),
        parse(`{"${key}":{"${key}":"d"},"x":1}`),
      );
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(JSON.stringify(value)).toBe(`{"${key}":{"isAdmin":"ab","${key}":"cd"},"x":1}`);
      expect('isAdmin' in value).toBe(false);
      expect('isAdmin' in {}).toBe(false);
    },
  );

  it('gives the same reference while nothing changes, and shares what did not', () => {
    const sum = newSum();
    sum.add({ model: 'm', a: { b: 1 }, c: { d: 'x' } });
    sum.add({ model: 'm', a: { b: 1 } });
    const before = deepFreeze(sum.value);
    sum.add({ model: 'n', a: { b: 1 } });
    expect(sum.value).toBe(before);
    sum.add({ c: { d: 'y' } });
    expect(sum.value).toStrictEqual({ model: 'm', a: { b: 1 }, c: { d: 'xy' } });
    expect(sum.value.a).toBe(before.a);
    expect(before.c).toStrictEqual({ d: 'x' });
  });

  it('merges lists by index inside records', () => {
    expect(
      sumOfAll(
        { calls: [{ index: 0, a: 'x' }] },
        {
          calls: [
            { index: 1, a: 'y' },
            { index: 0, a: 'z' },
          ],
        },
      ),
    ).toStrictEqual({
      calls: [
        { index: 0, a: 'xz' },
        { index: 1, a: 'y' },
      ],
    });
  });

  it('starts again after a change of kind', () => {
    expect(
      sumOfAll({ a: { b: 1 } }, { a: { c: 1 } }, { a: 'x' }, { a: { d: 1 } }, { a: { e: 1 } }),
    ).toStrictEqual({
      a: { d: 1, e: 1 },
    });
    expect(sumOfAll({ a: [1] }, { a: [2] }, { a: { b: 1 } }, { a: { c: 1 } })).toStrictEqual({
      a: { b: 1, c: 1 },
    });
  });
});
