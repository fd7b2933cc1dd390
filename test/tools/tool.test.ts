import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { marbles } from '../../src/testing/marbles.ts';
import { tool } from '../../src/tools/tool.ts';

const failure = new Error('no network');
const options = { name: 'double', description: 'doubles', schema: z.object({ n: z.number() }) };
const double = tool(({ n }) => 2 * n, options);

describe('tool', () => {
  it('checks its input and gives its result', () => {
    const seen: unknown[] = [];
    double.stream({ n: 2 }).subscribe((value) => seen.push(value));
    double.invoke({ n: 3 }).subscribe((value) => seen.push(value));
    expect(seen).toEqual([4, 6]);
    expect([double.description, double.schema]).toEqual(['doubles', options.schema]);
    expect(double.name).toBe('double');
  });

  it(
    'waits for a promise, and joins an Observable',
    marbles((m) => {
      const any = { name: 'any', description: 'any', schema: z.string() };
      m.expectObservable(tool(() => m.promise('--a'), any).stream('x')).toBe('--(a|)');
      m.expectObservable(tool(() => m.cold('-a-b|'), any).stream('x')).toBe('----(x|)', { x: 'ab' });
      const late = m.promise('-a', { a: m.cold('-a-b|') });
      m.expectObservable(tool(() => late, any).stream('x')).toBe('-----(x|)', { x: 'ab' });
      m.expectObservable(tool(() => m.cold('---|'), any).stream('x')).toBe('---|');
    }),
  );

  it(
    'empty source, never, source error',
    marbles((m) => {
      const n = { a: { n: 1 } };
      m.expectObservable(m.cold('--|', n).pipe(double)).toBe('--|');
      m.expectObservable(m.cold('-a-', n).pipe(double)).toBe('---');
      m.expectObservable(m.cold('-a#', n, failure).pipe(double)).toBe('--#', undefined, failure);
    }),
  );

  it('refuses a schema with an asynchronous check', () => {
    const schema = z.string().refine(async () => true);
    const seen: unknown[] = [];
    tool((x) => x, { name: 'look', description: 'looks', schema })
      .stream('x')
      .subscribe({ error: (error) => seen.push(error) });
    expect(seen).toMatchObject([
      {
        code: 'bad_config',
        message: expect.stringContaining('The tool look has a schema with an asynchronous check'),
        cause: expect.any(Error),
      },
    ]);
  });

  it('an error of a check goes through unchanged', () => {
    const schema = z.string().refine(() => {
      throw failure;
    });
    const seen: unknown[] = [];
    tool((x) => x, { name: 'look', description: 'looks', schema })
      .stream('x')
      .subscribe({ error: (error) => seen.push(error) });
    expect(seen[0]).toBe(failure);
  });

  it('an error of its function goes through unchanged', () => {
    const seen: unknown[] = [];
    const failing = tool(
      () => {
        throw failure;
      },
      { ...options, schema: z.string() },
    );
    failing.stream('x').subscribe({ error: (error) => seen.push(error) });
    expect(seen[0]).toBe(failure);
  });

  it(
    'leaving early fires the signal and drops what is open',
    marbles((m) => {
      const log: string[] = [];
      const search = m.cold('-----a|');
      const slow = tool(
        (_, config) => {
          config.signal?.addEventListener('abort', () => log.push(`aborted at ${m.scheduler.frame}`));
          return search;
        },
        { ...options, schema: z.string() },
      );
      m.expectObservable(slow.stream('x'), '^--!').toBe('-');
      m.expectSubscriptions(search.subscriptions).toBe('^--!');
      m.flush();
      expect(log).toEqual(['aborted at 3']);
    }),
  );

  it(
    'a second subscription calls it again',
    marbles((m) => {
      const search = m.tool(['-a|', '-b|']);
      const run = search.stream('x');
      m.expectObservable(run).toBe('--(a|)');
      m.expectObservable(run, '----^').toBe('------(b|)');
    }),
  );

  it('input that does not fit fails with what is wrong; it is told with start and error, and the function is not called', () => {
    let calls = 0;
    const counting = tool(() => ++calls, options);
    const seen: unknown[] = [];
    counting
      .streamEvents({ n: 'one' } as never)
      .subscribe({ next: ({ event }) => seen.push(event), error: (error) => seen.push(error) });
    expect(seen).toEqual([
      'on_tool_start',
      'on_tool_error',
      expect.objectContaining({
        code: 'schema_mismatch',
        message: expect.stringMatching(/^The tool double cannot take this input \(n: /),
      }),
    ]);
    expect(calls).toBe(0);
  });

  it('no coercion between a string and a record', () => {
    const seen: unknown[] = [];
    const text = tool((t) => t, { ...options, schema: z.string() });
    const record = tool(({ t }) => t, { ...options, schema: z.object({ t: z.string() }) });
    text.stream({ t: 'x' } as never).subscribe({ error: (error) => seen.push(error.code) });
    record.stream('x' as never).subscribe({ error: (error) => seen.push(error.code) });
    expect(seen).toEqual(['schema_mismatch', 'schema_mismatch']);
  });

  it('what it runs is its child, with and without the config', () => {
    const inner = lambda((t: string) => t, { name: 'inner' });
    const seen: string[] = [];
    for (const passes of [true, false]) {
      tool((t, config) => inner.invoke(t, passes ? config : undefined), { ...options, schema: z.string() })
        .streamEvents('x', { runId: `tool-${passes}` })
        .subscribe(({ event, name, parent_ids }) => {
          if (event === 'on_chain_start' && name === 'inner') seen.push(parent_ids.join());
        });
    }
    expect(seen).toEqual(['tool-true', 'tool-false']);
  });

  it('does not stream: its events are start and end', () => {
    const seen: string[] = [];
    const text = tool(() => of('a', 'b'), { ...options, schema: z.string() });
    chain(text)
      .streamEvents('x', { includeTypes: ['tool'] })
      .subscribe(({ event, data }) => seen.push(`${event} ${JSON.stringify(data)}`));
    expect(seen).toEqual(['on_tool_start {"input":"x"}', 'on_tool_end {"output":"ab","input":"x"}']);
  });

  it('withConfig keeps description and schema', () => {
    const tagged = double.withConfig({ tags: ['t'] }).withConfig({ runName: 'twice' });
    expect([tagged.name, tagged.description, tagged.schema]).toEqual(['twice', 'doubles', options.schema]);
    expect(() => double.withConfig({ tags: 't' as never })).toThrow(
      expect.objectContaining({ code: 'bad_config' }),
    );
  });
});
