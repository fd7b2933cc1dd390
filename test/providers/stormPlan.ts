import type { WireAnswer } from './wireServer.ts';
import { replyOfWords, type Wire, wires } from './wires.ts';

/** One stream of a storm: who is asked, what is the right text, and what becomes of the answer. */
export interface StormPlan {
  readonly wire: Wire;
  readonly text: string;
  readonly fault: 'none' | 'cut' | 'reset' | 'garble' | 'stall';
  readonly answer: WireAnswer;
}

/** The n-th stream of the storm with this seed; every fifth breaks at a random byte. `interval` is between two frames. */
export function stormPlan(seed: number, n: number, interval: number): StormPlan {
  const random = numbersOf(seed, n);
  const wire = wires[n % wires.length]?.[1] as Wire;
  const words = Array.from({ length: 10 + Math.floor(random() * 20) }, (_, at) => `${n}.${at} 하늘👩‍👩‍👧 `);
  const { body, cuts } = replyOfWords(wire, words);
  const text = words.join('');
  const fault =
    random() < 0.2 ? (['cut', 'reset', 'garble', 'stall'] as const)[Math.floor(random() * 4)]! : 'none';
  const offset = Math.floor(random() * Buffer.byteLength(body));
  const headers = { connection: 'close' };
  const whole = { body, cuts, interval, headers };
  switch (fault) {
    case 'none':
      return { wire, text, fault, answer: whole };
    case 'garble':
      return {
        wire,
        text,
        fault,
        answer: { ...whole, garble: random() < 0.5 ? [offset] : [offset, offset + 1] },
      };
    default:
      return {
        wire,
        text,
        fault,
        answer: { ...whole, after: offset, then: fault === 'cut' ? 'end' : fault },
      };
  }
}

/** Numbers from 0 to 1 that a seed and a place fix (mulberry32, Tommy Ettinger). */
function numbersOf(seed: number, n: number): () => number {
  let state = Math.imul(seed ^ 0x9e3779b9, n + 1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
