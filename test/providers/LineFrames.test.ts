import { describe, expect, it } from 'vitest';
import { LineFrames } from '../../src/providers/LineFrames.ts';
import { RunnableError } from '../../src/RunnableError.ts';

describe('LineFrames', () => {
  it.each<[string, string, readonly string[]]>([
    ['lines', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['CRLF and empty lines', '{"a":1}\r\n\r\n\n{"b":2}\r\n', ['{"a":1}', '{"b":2}']],
    ['a last line without end', '{"a":1}\n{"b":2}', ['{"a":1}', '{"b":2}']],
    ['a byte order mark', '\ufeff{"a":1}\n', ['{"a":1}']],
    ['wide characters', '"하늘 👩‍👩‍👧"\n', ['"하늘 👩‍👩‍👧"']],
    ['nothing', '', []],
  ])('reads %s, however they are cut', (_, body, wanted) => {
    const bytes = new TextEncoder().encode(body);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(lines([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(wanted);
    }
    expect(lines(Array.from(bytes, (_byte, at) => bytes.subarray(at, at + 1)))).toEqual(wanted);
  });

  it('refuses a line beyond the limit', () => {
    const frames = new LineFrames(() => undefined, 'test', 10);
    frames.write(new TextEncoder().encode('123456789\n123456789'));
    expect(() => frames.write(new TextEncoder().encode('12'))).toThrow(RunnableError);
  });
});

function lines(pieces: readonly Uint8Array[]): readonly string[] {
  const seen: string[] = [];
  const frames = new LineFrames((line) => seen.push(line), 'test');
  for (const piece of pieces) frames.write(piece);
  frames.end();
  return seen;
}
