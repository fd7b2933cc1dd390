import fc from 'fast-check';
import { stringify } from 'uuid';
import { expect, it } from 'vitest';
import { uuidText } from '../../src/run/uuidText.ts';

it('writes what the uuid package writes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      // Version and variant, without which the package takes it for none.
      bytes[6] = 0x70 | (bytes[6]! & 15);
      bytes[8] = 0x80 | (bytes[8]! & 63);
      expect(uuidText(bytes)).toBe(stringify(bytes));
    }),
  );
});
