import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SseFrames } from '../../src/providers/SseFrames.ts';
import { RunnableError } from '../../src/RunnableError.ts';

describe('SseFrames', () => {
  it.each<[string, string, readonly unknown[]]>([
    [
      'data and event name',
      'event: x\ndata: 1\n\ndata: 2\n\n',
      [
        ['1', 'x'],
        ['2', undefined],
      ],
    ],
    ['data without a space', 'data:1\n\n', [['1', undefined]]],
    ['several data lines', 'data: 1\ndata: 2\n\n', [['1\n2', undefined]]],
    [
      'CRLF',
      'data: 1\r\n\r\ndata: 2\r\n\r\n',
      [
        ['1', undefined],
        ['2', undefined],
      ],
    ],
    ['several data lines with CRLF', 'data: 1\r\ndata: 2\r\n\r\n', [['1\n2', undefined]]],
    [
      'CR',
      'data: 1\r\rdata: 2\r\r',
      [
        ['1', undefined],
        ['2', undefined],
      ],
    ],
    [
      'mixed line ends',
      'data: 1\r\n\ndata: 2\r\r\ndata: 3\n\r',
      [
        ['1', undefined],
        ['2', undefined],
        ['3', undefined],
      ],
    ],
    ['a byte order mark', '\ufeffdata: 1\n\n', [['1', undefined]]],
    [
      'comments, id, retry, unknown fields',
      ': hi\nid: 7\nretry: 10\nwhat: ever\nretry: soon\ndata: 1\n\n',
      [['1', undefined]],
    ],
    [
      'no last blank line',
      'data: 1\n\ndata: 2\n',
      [
        ['1', undefined],
        ['2', undefined],
      ],
    ],
    [
      'no last line end',
      'data: 1\n\ndata: 2',
      [
        ['1', undefined],
        ['2', undefined],
      ],
    ],
    ['a lone CR at the end', 'data: 1\r', [['1', undefined]]],
    ['an event without data', 'event: x\n\n: c\n\ndata: 1\n\n', [['1', undefined]]],
    ['nothing', '', []],
    ['only comments', ': ping\n\n: ping\n\n', []],
    [
      'text with escaped line ends and "data:"',
      'data: {"a":"\\n\\ndata: [DONE]"}\n\n',
      [['{"a":"\\n\\ndata: [DONE]"}', undefined]],
    ],
    ['wide characters', 'data: 하늘 👩‍👩‍👧 空\n\n', [['하늘 👩‍👩‍👧 空', undefined]]],
    ['a JSON document', ' \n{"error":\n"x"}\n', [['{"error":\n"x"}', undefined]]],
  ])('reads %s, however it is cut', (_, body, wanted) => {
    const bytes = new TextEncoder().encode(body);
    expect(frames([bytes])).toEqual(wanted);
    expect(frames(Array.from(bytes, (_byte, at) => bytes.subarray(at, at + 1)))).toEqual(wanted);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(frames([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(wanted);
    }
  });

  it('hands a frame over with its last byte, also when CR alone ends lines', () => {
    const seen: string[] = [];
    const sse = new SseFrames((data) => seen.push(data), 'test');
    sse.write(new TextEncoder().encode('data: 1\r\r'));
    expect(seen).toEqual(['1']);
    sse.write(new TextEncoder().encode('data: 2\n\n'));
    expect(seen).toEqual(['1', '2']);
  });

  it('gives the same frames at random cuts', () => {
    const line = fc.constantFrom(
      'data: a',
      'data:b',
      ': c',
      'event: e',
      'id: 1',
      '',
      '',
      '하늘',
      'data: 👩‍👩‍👧',
    );
    const end = fc.constantFrom('\n', '\r', '\r\n');
    const body = fc.array(fc.tuple(line, end), { maxLength: 12 }).map((lines) => lines.flat().join(''));
    fc.assert(
      fc.property(body, fc.array(fc.nat(100), { maxLength: 6 }), (text, offsets) => {
        const bytes = new TextEncoder().encode(text);
        const cuts = [0, ...offsets.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = cuts.slice(1).map((stop, index) => bytes.subarray(cuts[index], stop));
        expect(frames(pieces)).toEqual(frames([bytes]));
      }),
    );
  });

  it.each<[string, (limit: number) => readonly string[]]>([
    ['a line without end', (limit) => Array.from({ length: 4 }, () => 'x'.repeat(limit / 2))],
    ['a whole line', (limit) => [`data: ${'x'.repeat(limit + 1)}\n\n`]],
    [
      'an event of many lines',
      (limit) => Array.from({ length: 20 }, () => `data: ${'x'.repeat(limit / 10)}\n`),
    ],
    ['a JSON document', (limit) => ['{', ...Array.from({ length: 4 }, () => 'x'.repeat(limit / 2))]],
  ])('refuses %s beyond the limit', (_, pieces) => {
    const seen: string[] = [];
    const sse = new SseFrames((data) => seen.push(data), 'test', 1000);
    expect(() => {
      for (const piece of pieces(1000)) sse.write(new TextEncoder().encode(piece));
    }).toThrow(expect.objectContaining({ code: 'too_large' }) as RunnableError);
    expect(seen).toEqual([]);
  });

  it('does not count what is over: many frames and comments may exceed the limit', () => {
    const seen: string[] = [];
    const sse = new SseFrames((data) => seen.push(data), 'test', 100);
    for (let count = 0; count < 50; count += 1)
      sse.write(new TextEncoder().encode(`: ping\n\ndata: ${'x'.repeat(60)}\n\n`));
    sse.write(new TextEncoder().encode(`data: ${'x'.repeat(60)}\n\n`.repeat(50)));
    expect(seen).toHaveLength(100);
  });

  it('refuses a line of 32 MB at 16 MiB, without reading the rest', () => {
    const sse = new SseFrames(() => undefined, 'test');
    const piece = new Uint8Array(65_536).fill(120);
    let written = 0;
    const attempt = () => {
      for (; written < 512; written += 1) sse.write(piece);
    };
    expect(attempt).toThrow(RunnableError);
    expect(written).toBe(256);
  });

  it('refuses a web page', () => {
    expect(() => frames([new TextEncoder().encode('\n<html>')])).toThrow(/web page/);
  });
});

function frames(pieces: readonly Uint8Array[]): readonly unknown[] {
  const seen: unknown[] = [];
  const sse = new SseFrames((data, event) => seen.push([data, event]), 'test');
  for (const piece of pieces) sse.write(piece);
  sse.end();
  return seen;
}
