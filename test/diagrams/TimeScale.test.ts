import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeScale } from '../../src/diagrams/TimeScale.ts';

const xs = (instants: readonly number[], room: number, distance = 24): readonly number[] => {
  const scale = new TimeScale(instants, room, distance);
  return instants.map((time) => scale.x(time));
};

describe('TimeScale', () => {
  it('is to scale, with the shortest gap at the distance', () => {
    expect(xs([0, 5, 10, 20], 700)).toEqual([0, 24, 48, 96]);
  });

  it('keeps to the room', () => {
    expect(xs([0, 5, 10, 20], 80)).toEqual([0, 20, 40, 80]);
  });

  it('begins with the first instant', () => {
    expect(xs([100, 110], 700)).toEqual([0, 24]);
  });

  it('cuts a gap over ten times the median', () => {
    const scale = new TimeScale([0, 5, 10, 15, 120], 700, 24);
    expect(scale.cuts).toEqual([{ from: 15, to: 120, left: 72, width: 56 }]);
    expect(scale.x(120)).toBe(72 + 56);
    expect(scale.width).toBe(128);
  });

  it('cuts none of ten times the median, and none that would be shorter than its zigzag', () => {
    expect(new TimeScale([0, 5, 10, 15, 65], 700, 24).cuts).toEqual([]);
    expect(new TimeScale([0, 1, 2, 3, 15], 30, 24).cuts).toEqual([]);
  });

  it('cuts the longest gaps where there are too many', () => {
    const instants = Array.from(
      { length: 60 },
      (_, i) => i + Math.floor(i / 6) * 1_000 + (i >= 30 ? 5_000 : 0),
    );
    const { cuts, width } = new TimeScale(instants, 400, 24);
    // The others are shorter than a zigzag at the scale that is left.
    expect(cuts.map(({ from, to }) => [from, to])).toEqual([[4_029, 10_030]]);
    expect(width).toBeLessThanOrEqual(400.001);
  });

  it('takes one instant, and none', () => {
    expect(xs([7], 700)).toEqual([0]);
    expect(new TimeScale([], 700, 24).width).toBe(0);
  });

  it('never goes back, and never leaves the room', () => {
    const instants = fc
      .uniqueArray(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 60 })
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(instants, fc.integer({ min: 160, max: 2_000 }), (list, room) => {
        const places = xs(list, room);
        for (let i = 1; i < places.length; i++) expect(places[i]!).toBeGreaterThan(places[i - 1]!);
        expect(places.at(-1)!).toBeLessThanOrEqual(room + 0.001);
      }),
    );
  });
});
