import { describe, expect, it } from 'vitest';
import { IndexSlots } from '../../operators/IndexSlots.ts';

describe('IndexSlots', () => {
  it('finds by index, whether it is a number or its text', () => {
    const slots = new IndexSlots<string>();
    expect(slots.find(0)).toBeUndefined();
    slots.note('a', 0);
    slots.note('b', '1');
    expect([slots.find('0'), slots.find(1), slots.find('__proto__')]).toStrictEqual(['a', 'b', undefined]);
  });

  it('goes on with the one that grew last, unless an id says otherwise', () => {
    const slots = new IndexSlots<string>();
    slots.note('a', 0, 'x');
    slots.note('b', 0, 'y');
    expect([slots.find(0), slots.find(0, 'x'), slots.find(0, 'z')]).toStrictEqual(['b', 'a', undefined]);
    slots.note('a', 0, 'x');
    expect(slots.find(0)).toBe('a');
  });

  it('lets one without an id take the first id that comes, and no other', () => {
    const slots = new IndexSlots<string>();
    slots.note('a', 0);
    expect(slots.find(0, 'x')).toBe('a');
    slots.note('a', 0, 'x');
    expect([slots.find(0, 'x'), slots.find(0, 'y')]).toStrictEqual(['a', undefined]);
  });

  it('keeps kinds apart, and finds any kind without one', () => {
    const slots = new IndexSlots<string>();
    slots.note('a', 0, undefined, 'text');
    slots.note('b', 0, undefined, 'reasoning');
    expect([
      slots.find(0, undefined, 'text'),
      slots.find(0),
      slots.find(0, undefined, 'image'),
    ]).toStrictEqual(['a', 'b', undefined]);
  });
});
