import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lane } from '../../src/diagrams/Lane.ts';
import type { Marble } from '../../src/diagrams/Marble.ts';
import { marblesOf } from '../../src/diagrams/marblesOf.ts';
import type { TimedMark } from '../../src/diagrams/TimedMark.ts';

const lane = {} as Lane;
const draw = (xs: readonly number[], width = 8): readonly Marble[] => {
  const chunks = xs.map((time, index): TimedMark => ({ lane, sign: 'chunk', text: 'x', time, index }));
  const widthOf = (list: readonly TimedMark[], label: string): number =>
    label === 'values' ? list.length * width : 20;
  return marblesOf(chunks, (time) => time, widthOf, [-24, 10_024]);
};
const shown = (marbles: readonly Marble[]): readonly unknown[] =>
  marbles.map(({ left, right, chunks, label }) => [left, right, chunks.length, label]);

describe('marblesOf', () => {
  it('gives a circle to each chunk that stands alone', () => {
    expect(shown(draw([0, 20, 60]))).toEqual([
      [-9, 9, 1, 'values'],
      [11, 29, 1, 'values'],
      [51, 69, 1, 'values'],
    ]);
  });

  it('puts neighbours that would touch into one capsule', () => {
    expect(shown(draw([0, 10, 60]))).toEqual([
      [-9, 19, 2, 'values'],
      [51, 69, 1, 'values'],
    ]);
  });

  it('counts more than three', () => {
    expect(shown(draw([0, 0, 0, 0]))).toEqual([[-10, 10, 4, 'count']]);
  });

  it('widens a marble for its label as far as there is room', () => {
    expect(shown(draw([0, 0, 0], 14))).toEqual([[-21, 21, 3, 'values']]);
    expect(shown(draw([0, 0, 0, 20], 14))).toEqual([
      [-9, 9, 3, undefined],
      [11, 29, 1, 'values'],
    ]);
    expect(shown(draw([0, 0, 0, 21], 14))[0]).toEqual([-10, 10, 3, 'count']);
  });

  it('cuts a long capsule into equal parts of the time', () => {
    const dense = Array.from({ length: 101 }, (_, i) => i);
    expect(shown(draw(dense))).toEqual([
      [-9, 49, 50, 'count'],
      [51, 109, 51, 'count'],
    ]);
  });

  it('leaves no chunk out and lets no two marbles touch', () => {
    const places = fc
      .array(fc.double({ min: 0, max: 10_000, noNaN: true }), { maxLength: 200 })
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(places, fc.integer({ min: 6, max: 60 }), (list, width) => {
        const marbles = draw(list, width);
        expect(marbles.flatMap(({ chunks }) => chunks.map(({ time }) => time))).toEqual(list);
        for (let i = 1; i < marbles.length; i++) {
          expect(marbles[i]!.left - marbles[i - 1]!.right).toBeGreaterThan(1.99);
        }
        for (const { left, right, chunks, label } of marbles) {
          if (label === 'values') expect(right - left).toBeGreaterThan(chunks.length * width - 0.01);
          if (label === 'count') expect(right - left).toBeGreaterThan(19.99);
        }
      }),
    );
  });
});
