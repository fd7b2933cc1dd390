import { describe, expect, it } from 'vitest';
import { setOwn } from '../../src/messages/setOwn.ts';

describe('setOwn', () => {
  it.each(['a', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
    'makes %j an own property',
    (key) => {
      const target = {};
      setOwn(target, key, 1);
      setOwn(target, key, 2);
      expect(Object.getOwnPropertyDescriptor(target, key)).toStrictEqual({
        value: 2,
        writable: true,
        enumerable: true,
        configurable: true,
      });
      expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
    },
  );
});
