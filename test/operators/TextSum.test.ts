import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextSum } from '../../operators/TextSum.ts';

const piece = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ minLength: 250, maxLength: 300 }),
  fc.constant(''),
);

describe('TextSum', () => {
  it('joins short and long pieces in their order, whenever it is read', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 120 }), (pieces) => {
        const sum = new TextSum();
        let text = '';
        for (const [next, isRead] of pieces) {
          sum.add(next);
          text += next;
          if (isRead) expect(sum.value).toBe(text);
        }
        expect(sum.value).toBe(text);
        expect(sum.isEmpty).toBe(pieces.length === 0);
      }),
    );
  });

  it('is not empty when all that came was nothing', () => {
    const sum = new TextSum();
    expect([sum.isEmpty, sum.value]).toEqual([true, '']);
    sum.add('');
    expect([sum.isEmpty, sum.value, sum.isEmpty]).toEqual([false, '', false]);
  });
});
