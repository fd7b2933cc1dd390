import type { Segment, Write } from './Segment.ts';
import { nothing } from './Step.ts';

/**
 * Runs a chunk through the kernels of a stage, where nobody listens; `segment.at` says which one is at work. The first twelve
 * are called one by one instead of in a loop: each call then has a place of its own, at which the engine can inline what it
 * mostly calls. That halves the time of ten steps (npm run bench -- stream); the loop does the same for longer chains.
 */
export function through(writes: readonly Write[], value: unknown, segment: Segment): unknown {
  const count = writes.length;
  let chunk = value;
  if (count === 0) return chunk;
  segment.at = 0;
  const write0 = writes[0]!;
  chunk = write0(chunk);
  if (chunk === nothing || count === 1) return chunk;
  segment.at = 1;
  const write1 = writes[1]!;
  chunk = write1(chunk);
  if (chunk === nothing || count === 2) return chunk;
  segment.at = 2;
  const write2 = writes[2]!;
  chunk = write2(chunk);
  if (chunk === nothing || count === 3) return chunk;
  segment.at = 3;
  const write3 = writes[3]!;
  chunk = write3(chunk);
  if (chunk === nothing || count === 4) return chunk;
  segment.at = 4;
  const write4 = writes[4]!;
  chunk = write4(chunk);
  if (chunk === nothing || count === 5) return chunk;
  segment.at = 5;
  const write5 = writes[5]!;
  chunk = write5(chunk);
  if (chunk === nothing || count === 6) return chunk;
  segment.at = 6;
  const write6 = writes[6]!;
  chunk = write6(chunk);
  if (chunk === nothing || count === 7) return chunk;
  segment.at = 7;
  const write7 = writes[7]!;
  chunk = write7(chunk);
  if (chunk === nothing || count === 8) return chunk;
  segment.at = 8;
  const write8 = writes[8]!;
  chunk = write8(chunk);
  if (chunk === nothing || count === 9) return chunk;
  segment.at = 9;
  const write9 = writes[9]!;
  chunk = write9(chunk);
  if (chunk === nothing || count === 10) return chunk;
  segment.at = 10;
  const write10 = writes[10]!;
  chunk = write10(chunk);
  if (chunk === nothing || count === 11) return chunk;
  segment.at = 11;
  const write11 = writes[11]!;
  chunk = write11(chunk);
  if (chunk === nothing || count === 12) return chunk;
  segment.at = 12;
  for (let at = 12; at < count; at++) {
    segment.at = at;
    const write = writes[at]!;
    chunk = write(chunk);
    if (chunk === nothing) return chunk;
  }
  return chunk;
}
