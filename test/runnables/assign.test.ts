import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Runnable } from '../../src/Runnable.ts';
import { assign } from '../../src/runnables/assign.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { operator } from '../../src/runnables/operator.ts';
import { parallel } from '../../src/runnables/parallel.ts';
import { passthrough } from '../../src/runnables/passthrough.ts';
import { pick } from '../../src/runnables/pick.ts';
import { type Marbles, marbles } from '../../src/testing/marbles.ts';

const failure = new Error('thrown by the user');

interface Question {
  readonly q?: string;
  readonly context?: string;
}

const context = lambda(({ q }: Question) => `about ${q}`);
/** What the types say of such chains is tested elsewhere. */
const anyChain = chain as unknown as (...steps: readonly unknown[]) => Runnable<string, unknown>;
const played = (m: Marbles, script: string, error?: unknown) =>
  operator(() => m.cold(script, undefined, error));

describe('assign', () => {
  it(
    'passes its input through first, then gives what the branches give',
    marbles((m) => {
      const source = m.cold('-a-b-|', { a: { q: 'ca' }, b: { q: 'ts' } });
      m.expectObservable(source.pipe(assign({ context }))).toBe('-a-b-(x|)', {
        a: { q: 'ca' },
        b: { q: 'ts' },
        x: { context: 'about ts' },
      });
      m.expectSubscriptions(source.subscriptions).toBe('^----!');
    }),
  );

  it(
    'branches run beside the input; what is early waits until the input has passed',
    marbles((m) => {
      const source = m.cold('-a-----b-|', { a: { q: 'a' }, b: { q: 'b' } });
      m.expectObservable(source.pipe(assign({ early: played(m, '--x|') }))).toBe('-a-----b-(x|)', {
        a: { q: 'a' },
        b: { q: 'b' },
        x: { early: 'x' },
      });
    }),
  );

  it(
    'a member that is assigned does not pass; a chunk that has no other is skipped',
    marbles((m) => {
      const source = m.cold('-a-b|', { a: { context: 'old' }, b: { q: 'cats', context: 'old' } });
      m.expectObservable(source.pipe(assign({ context: lambda(() => 'new') }))).toBe('---b(x|)', {
        b: { q: 'cats' },
        x: { context: 'new' },
      });
    }),
  );

  it('invoke gives the record with the new members, and touches nothing that came in', () => {
    const seen: unknown[] = [];
    const input = Object.freeze({ q: 'cats' });
    assign({ context })
      .invoke(input)
      .subscribe((value) => seen.push(value));
    chain(
      passthrough<{ q: string }>(),
      assign({ context }),
      assign({ n: lambda((r: { q: string }) => r.q.length) }),
    )
      .invoke(input)
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual([
      { q: 'cats', context: 'about cats' },
      { q: 'cats', context: 'about cats', n: 4 },
    ]);
  });

  it(
    'each member joins by the rule of the branch that made it',
    marbles((m) => {
      const both = anyChain(
        parallel({ text: played(m, '-a-b|'), n: chain(played(m, '-1-2|'), map(Number)) }),
        assign({ more: played(m, '-c-d|') }),
      );
      m.expectObservable(both.invoke('x')).toBe('----(x|)', {
        x: { text: 'ab', n: 2, more: 'cd' },
      });
    }),
  );

  it(
    'empty source: completes empty',
    marbles((m) =>
      m.expectObservable(m.cold('--|', { a: { q: 'a' } }).pipe(assign({ context }))).toBe('--|'),
    ),
  );

  it(
    'never, and leaving early tears source and branches down',
    marbles((m) => {
      const source = m.cold('-a---', { a: { q: 'a' } });
      const branch = m.cold('-----x|');
      const run = source.pipe(assign({ branch: operator(() => branch) }));
      m.expectObservable(run, '^---!').toBe('-a', { a: { q: 'a' } });
      m.expectSubscriptions(source.subscriptions).toBe('^---!');
      m.expectSubscriptions(branch.subscriptions).toBe('^---!');
    }),
  );

  it(
    'source error',
    marbles((m) => {
      const source = m.cold('-a-#', { a: { q: 'a' } }, failure);
      m.expectObservable(source.pipe(assign({ context }))).toBe('-a-#', { a: { q: 'a' } }, failure);
    }),
  );

  it(
    'a branch that fails ends it at once and tears the source down',
    marbles((m) => {
      const source = m.cold('-a---b|', { a: { q: 'a' }, b: { q: 'b' } });
      m.expectObservable(source.pipe(assign({ broken: played(m, '---#', failure) }))).toBe(
        '-a-#',
        { a: { q: 'a' } },
        failure,
      );
      m.expectSubscriptions(source.subscriptions).toBe('^--!');
    }),
  );

  it(
    'a second subscription starts afresh',
    marbles((m) => {
      const source = m.cold('-a|', { a: { q: 'cats' } });
      const run = source.pipe(assign({ context }));
      const values = { a: { q: 'cats' }, x: { context: 'about cats' } };
      m.expectObservable(run).toBe('-a(x|)', values);
      m.expectObservable(run, '---^').toBe('----a(x|)', values);
      m.expectSubscriptions(source.subscriptions).toBe(['^-!', '---^-!']);
    }),
  );

  it('a chunk that is no record is an error that says so; what had passed has passed', () => {
    for (const [chunk, kind] of [
      ['text', 'string'],
      [null, 'null'],
      [[1], 'a list'],
      [5, 'number'],
    ] as const) {
      const seen: unknown[] = [];
      assign({ context })
        .stream(chunk as never)
        .subscribe({ next: (value) => seen.push(value), error: (error) => seen.push(error) });
      expect(seen).toEqual([
        expect.objectContaining({
          code: 'bad_chunk',
          message: `RunnableAssign<context> takes records; got ${kind}.`,
        }),
      ]);
    }
  });

  it('its name lists its keys; a branch that is no step is refused', () => {
    expect(assign({ a: pick('q'), b: pick('q') } as never).name).toBe('RunnableAssign<a,b>');
    expect(() => assign({ a: 5 } as never)).toThrow(/assign, key "a"/);
  });
});
