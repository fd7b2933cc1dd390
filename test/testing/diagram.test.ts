import { describe, expect, it } from 'vitest';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { diagram } from '../../src/testing/diagram.ts';
import type { MarbleMessage } from '../../src/testing/MarbleMessage.ts';
import { marbles } from '../../src/testing/marbles.ts';
import { subscriptionDiagram } from '../../src/testing/subscriptionDiagram.ts';

const value = (frame: number, value: unknown): MarbleMessage => ({
  frame,
  notification: { kind: 'N', value },
});
const end = (frame: number): MarbleMessage => ({ frame, notification: { kind: 'C' } });
const error = (frame: number): MarbleMessage => ({ frame, notification: { kind: 'E', error: 'error' } });

describe('diagram', () => {
  it('gives letters by value, in order of appearance, the same in all lines', () => {
    const drawn = diagram([
      [value(0, 'Hel'), value(2, { n: 1 }), value(3, 'Hel'), end(4)],
      [value(1, aiChunk('lo')), value(2, { n: 1 }), error(5)],
    ]);
    expect(drawn).toEqual({ lines: ['a-ba|', '-cb--#'], legend: ['a = "Hel"', 'b = {"n":1}', 'c = "lo"'] });
  });

  it('lets values that are letters stand for themselves', () => {
    expect(diagram([[value(0, 'x'), value(1, 'b'), end(2)]])).toEqual({ lines: ['xb|'], legend: [] });
  });

  it('writes groups and long times', () => {
    expect(diagram([[value(10, 'a'), value(10, 'b'), value(20, 'c'), end(20)]]).lines).toEqual([
      '10ms (ab)------(c|)',
    ]);
    expect(diagram([[value(0, 'a'), end(250)]]).lines).toEqual(['a 249ms |']);
  });

  it('falls back to times where the language has no words', () => {
    const dense = [value(0, 'a'), value(0, 'b'), value(0, 'c'), value(2, 'd'), end(21)];
    expect(diagram([dense]).lines).toEqual(['abc@0ms d@2ms |@21ms']);
  });

  it('draws nothing as a dash', () => {
    expect(diagram([[]]).lines).toEqual(['-']);
  });

  it('cuts long values, and has a sign for more values than letters', () => {
    const many = Array.from({ length: 64 }, (_, i) => value(i, `value ${i}`));
    const { lines, legend } = diagram([many]);
    expect(lines[0]?.slice(-3)).toBe('9**');
    expect(legend).toHaveLength(64);
    expect(diagram([[value(0, 'x'.repeat(100))]]).legend[0]).toBe(`a = "${'x'.repeat(58)}…`);
  });

  it(
    'can be pasted back into a test',
    marbles((m) => {
      const messages = [value(3, 'a'), value(20, 'b'), value(20, 'c'), value(24, 'd'), end(300)];
      const [line = ''] = diagram([messages]).lines;
      expect(line).toBe('---a 16ms (bc)d 275ms |');
      m.expectObservable(m.cold(line)).toBe('---a 16ms (bc)d 275ms |');
      const seen: number[] = [];
      m.cold(line).subscribe({
        next: () => seen.push(m.scheduler.frame),
        complete: () => seen.push(m.scheduler.frame),
      });
      m.flush();
      expect(seen).toEqual(messages.map(({ frame }) => frame));
    }),
  );
});

describe('subscriptionDiagram', () => {
  const rows: readonly (readonly [number, number, string])[] = [
    [0, 5, '^----!'],
    [0, 295, '^ 294ms !'],
    [25, 30, '25ms ^----!'],
    [3, Number.POSITIVE_INFINITY, '---^'],
    [3, 3, '---(^!)'],
  ];
  for (const [subscribedFrame, unsubscribedFrame, drawn] of rows) {
    it(`from ${subscribedFrame} to ${unsubscribedFrame}: ${drawn}`, () => {
      expect(subscriptionDiagram({ subscribedFrame, unsubscribedFrame })).toBe(drawn);
    });
  }
});
