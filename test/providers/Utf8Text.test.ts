import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Utf8Text } from '../../src/providers/Utf8Text.ts';

describe('Utf8Text', () => {
  it('gives the text, however its bytes are cut', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.nat(64)), (text, sizes) => {
        expect(read(pieces(new TextEncoder().encode(text), sizes))).toEqual({ text, code: undefined });
      }),
    );
  });

  it('stops at a byte that is none, with the text before it, however its bytes are cut', () => {
    fc.assert(
      fc.property(
        texts,
        fc.nat(),
        fc.constantFrom(0xf8, 0xff, 0x00, 0x0b, 0x1f),
        fc.array(fc.nat(9)),
        (text, at, byte, sizes) => {
          const bytes = new TextEncoder().encode(text);
          const place = at % (bytes.length + 1);
          const garbled = Uint8Array.of(...bytes.subarray(0, place), byte, ...bytes.subarray(place));
          const whole = new TextDecoder().decode(bytes.subarray(0, place), { stream: true });
          expect(read(pieces(garbled, sizes))).toEqual({ text: whole, code: 'bad_frame' });
        },
      ),
    );
  });

  it('refuses a character that is cut off at the end', () => {
    const bytes = new TextEncoder().encode('a👩');
    for (const cut of [2, 3, 4]) {
      expect(read([bytes.subarray(0, cut)])).toEqual({ text: 'a', code: 'bad_frame' });
    }
  });
});

/** Without control characters. */
const texts = fc.string({ unit: 'binary' }).map((text) => text.replace(/\p{Cc}/gu, '\n'));

function pieces(bytes: Uint8Array, sizes: readonly number[]): readonly Uint8Array[] {
  let start = 0;
  const all = sizes.map((size) => {
    const piece = bytes.subarray(start, start + size);
    start += piece.length;
    return piece;
  });
  return [...all, bytes.subarray(start)];
}

function read(all: readonly Uint8Array[]): { text: string; code: unknown } {
  let text = '';
  const reader = new Utf8Text((piece) => {
    text += piece;
  }, 'test');
  try {
    for (const piece of all) reader.write(piece);
    reader.end();
    return { text, code: undefined };
  } catch (error) {
    return { text, code: (error as { code?: unknown }).code };
  }
}
