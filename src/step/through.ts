import type { Subscriber } from 'rxjs';
import type { Segment, Write } from './Segment.ts';
import { nothing } from './Step.ts';

/**
 * Runs a chunk through the kernels of a stage and out, where nobody listens. The first twelve are called one by one instead of
 * in a loop: each call then has a place of its own, at which the engine can inline what it mostly calls. That halves the time
 * of ten steps (npm run bench -- stream); the loop behind them does the same for longer chains.
 */
export function through(
  writes: readonly Write[],
  value: unknown,
  segment: Segment,
  out: Subscriber<unknown>,
): void {
  const count = writes.length;
  let chunk = value;
  let at = 0;
  try {
    steps: {
      if (count === 0) break steps;
      const write0 = writes[0]!;
      chunk = write0(chunk);
      if (chunk === nothing) return;
      at = 1;
      if (count === at) break steps;
      const write1 = writes[1]!;
      chunk = write1(chunk);
      if (chunk === nothing) return;
      at = 2;
      if (count === at) break steps;
      const write2 = writes[2]!;
      chunk = write2(chunk);
      if (chunk === nothing) return;
      at = 3;
      if (count === at) break steps;
      const write3 = writes[3]!;
      chunk = write3(chunk);
      if (chunk === nothing) return;
      at = 4;
      if (count === at) break steps;
      const write4 = writes[4]!;
      chunk = write4(chunk);
      if (chunk === nothing) return;
      at = 5;
      if (count === at) break steps;
      const write5 = writes[5]!;
      chunk = write5(chunk);
      if (chunk === nothing) return;
      at = 6;
      if (count === at) break steps;
      const write6 = writes[6]!;
      chunk = write6(chunk);
      if (chunk === nothing) return;
      at = 7;
      if (count === at) break steps;
      const write7 = writes[7]!;
      chunk = write7(chunk);
      if (chunk === nothing) return;
      at = 8;
      if (count === at) break steps;
      const write8 = writes[8]!;
      chunk = write8(chunk);
      if (chunk === nothing) return;
      at = 9;
      if (count === at) break steps;
      const write9 = writes[9]!;
      chunk = write9(chunk);
      if (chunk === nothing) return;
      at = 10;
      if (count === at) break steps;
      const write10 = writes[10]!;
      chunk = write10(chunk);
      if (chunk === nothing) return;
      at = 11;
      if (count === at) break steps;
      const write11 = writes[11]!;
      chunk = write11(chunk);
      if (chunk === nothing) return;
      at = 12;
      if (count === at) break steps;
      for (; at < count; at++) {
        const write = writes[at]!;
        chunk = write(chunk);
        if (chunk === nothing) return;
      }
    }
  } catch (error) {
    segment.failAt(at, error);
    return;
  }
  out.next(chunk);
}
