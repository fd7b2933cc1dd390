import { delay, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Runnable } from '../../src/Runnable.ts';
import { assign } from '../../src/runnables/assign.ts';
import { branch } from '../../src/runnables/branch.ts';
import { chain } from '../../src/runnables/chain.ts';
import { each } from '../../src/runnables/each.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { parallel } from '../../src/runnables/parallel.ts';
import { passthrough } from '../../src/runnables/passthrough.ts';
import { withFallbacks } from '../../src/runnables/withFallbacks.ts';
import { withRetry } from '../../src/runnables/withRetry.ts';
import { withTimeout } from '../../src/runnables/withTimeout.ts';
import { marbles } from '../../src/testing/marbles.ts';

type Any = Runnable<unknown, unknown>;
const same = lambda((value: unknown) => value) as Any;
const tooDeep = expect.objectContaining({ code: 'too_deep', name: 'RunnableError' });

const nest = (depth: number, wrap: (inner: Any) => Any): Any => {
  let made = same;
  for (let i = 0; i < depth; i++) made = wrap(made);
  return made;
};

/** Whether a run comes to an end, and how. */
const endOf = (run: { subscribe(observer: object): unknown }): unknown => {
  let end: unknown = 'nothing';
  run.subscribe({
    error: (error: unknown) => {
      end = error;
    },
    complete: () => {
      end = '|';
    },
  });
  return end;
};

const listen = { events: { next: () => undefined } };

const wrappings: Readonly<Record<string, (inner: Any) => Any>> = {
  branch: (inner) => branch([[lambda(() => true), inner]], inner),
  withRetry: (inner) => withRetry(inner),
  withFallbacks: (inner) => withFallbacks(inner, [inner]),
  withTimeout: (inner) => withTimeout(inner, { first: 1_000 }),
  parallel: (inner) => parallel({ a: inner }) as Any,
  assign: (inner) => assign({ a: inner }) as unknown as Any,
  each: (inner) => each(inner) as Any,
};

describe('how deep runnables can be in each other', () => {
  for (const [name, wrap] of Object.entries(wrappings)) {
    it(`${name}: as deep as it is let through, it comes to an end; deeper is refused when it is built`, () => {
      let deepest = 0;
      try {
        for (let made = same; deepest < 1_000; deepest++) made = wrap(made);
      } catch (error) {
        expect(error).toEqual(tooDeep);
      }
      expect(deepest).toBeGreaterThan(40);
      expect(deepest).toBeLessThan(200);
      let input: unknown = { q: 1 };
      if (name === 'each') for (let i = 0; i < deepest; i++) input = [input];
      const made = nest(deepest, wrap);
      for (const config of [undefined, listen]) {
        expect(endOf(made.stream(input, config))).toBe('|');
        expect(endOf(made.invoke(input, config))).toBe('|');
      }
    });
  }

  it('many retries one after the other are not deep', () => {
    const many = chain(passthrough<unknown>(), ...(new Array<Any>(1_000).fill(withRetry(same)) as [Any]));
    expect(endOf(many.stream(1))).toBe('|');
    expect(endOf(many.stream(1, listen))).toBe('|');
  });

  for (const [how, config] of [
    ['silent', undefined],
    ['told', listen],
  ] as const) {
    it(`functions that call each other: an error that says so, never silence (${how})`, () => {
      const calls = (depth: number): Any =>
        nest(depth, (inner) => lambda((value: unknown) => inner.stream(value)) as Any);
      expect(endOf(calls(100).stream(1, config))).toBe('|');
      expect(endOf(calls(100).invoke(1, config))).toBe('|');
      for (const depth of [200, 1_000, 5_000]) {
        expect(endOf(calls(depth).stream(1, config))).toEqual(tooDeep);
        expect(endOf(calls(depth).invoke(1, config))).toEqual(tooDeep);
      }
    });

    it(`a function that calls itself: an error that says so (${how})`, () => {
      const endless: Any = lambda((value: unknown) => endless.stream(value), { name: 'endless' }) as Any;
      expect(endOf(endless.stream(1, config))).toEqual(tooDeep);
      expect(endOf(endless.stream(1, config))).toEqual(tooDeep);
      const through: Any = lambda((value: unknown) => of(value).pipe(endless)) as Any;
      expect(endOf(through.stream(1, config))).toEqual(tooDeep);
      expect(endOf(same.stream(1, config))).toBe('|');
    });
  }

  it(
    'one that waits before it calls itself may go on',
    marbles((m) => {
      const countdown: Any = lambda((n: unknown) =>
        (n as number) === 0 ? 'done' : of((n as number) - 1).pipe(delay(1), countdown),
      ) as Any;
      m.expectObservable(countdown.stream(500)).toBe('500ms (x|)', { x: 'done' });
      m.expectObservable(countdown.invoke(500)).toBe('500ms (x|)', { x: 'done' });
    }),
  );
});
