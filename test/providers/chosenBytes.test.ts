import { describe, expect, it } from 'vitest';
import { collect, textsOf } from './collect.ts';
import { checkHonest, faultyConnection, words } from './faultyConnection.ts';
import { replyOf } from './wireFixtures.ts';
import type { WireAnswer } from './wireServer.ts';
import { replyOfWords, wires } from './wires.ts';

describe.each(wires)('%s, broken at chosen bytes', (_name, wire) => {
  const connection = faultyConnection(wire);
  const { model, ask } = connection;
  const { body, cuts } = replyOfWords(wire, words(4));
  const whole = words(4).join('');
  const codes = ['interrupted', 'bad_frame', 'timeout', 'web_page', 'provider_error'];
  const faults: Readonly<Record<string, (offset: number) => WireAnswer>> = {
    cut: (after) => ({ body, after }),
    reset: (after) => ({ body, after, cuts: [after - 1], interval: 1, then: 'reset' }),
    stall: (after) => ({ body, after, then: 'stall' }),
    'garble by a control character': (offset) => ({ body, garble: [offset] }),
    'garble by two bytes, one of them no UTF-8': (offset) => ({ body, garble: [offset, offset + 1] }),
    trickle: (offset) => ({ body, cuts: 'bytes', after: offset + 9 }),
    flood: (after) => ({ body: Buffer.concat([Buffer.from(body).subarray(0, after), flood]) }),
  };
  it.each(Object.keys(faults))('%s gives the right text or a typed error', async (name) => {
    const step = name === 'flood' ? 67 : 5;
    const offsets = Array.from({ length: Math.ceil(body.length / step) }, (_, index) => index * step + 1);
    connection.server.answer(...offsets.map(faults[name] as (offset: number) => WireAnswer));
    for (const group of groups(offsets, name === 'flood' ? 1 : 24)) {
      const outcomes = await Promise.all(group.map(() => collect(model({ timeout: 150 }).stream('hi'))));
      for (const outcome of outcomes) checkHonest(outcome, whole, [...codes, 'too_large']);
    }
  });

  it('repeat is a typed error, where it does not say the same thing twice', async () => {
    const frame: readonly [number, number] = [cuts[1] as number, cuts[2] as number];
    const twice = await collect(ask({ body, repeat: frame }));
    expect(textsOf(twice.chunks).join('')).toBe('0 1 1 2 3 ');
    const inside = await collect(ask({ body, repeat: [frame[0], frame[1] - 9] }));
    checkHonest(inside, whole, codes);
    expect(inside.error).toMatchObject({ code: 'bad_frame' });
    const end = await collect(ask({ body, repeat: [cuts[4] as number, body.length] }));
    expect(textsOf(end.chunks).join('')).toBe(whole);
    expect(replyOf(end.chunks).finish_reason).toMatch(/^(stop|tool_calls)$/);
  });
});

/** A line without an end. */
const flood = Buffer.alloc(17 * 1024 * 1024, 'x');

function groups<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
